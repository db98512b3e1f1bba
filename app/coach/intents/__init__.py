"""What people mean: from free text to an intent. The public door is `app.coach.understand`."""
