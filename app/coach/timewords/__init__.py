"""Time expressions: from what a person types to one moment. `app.coach.when` is the way in."""
