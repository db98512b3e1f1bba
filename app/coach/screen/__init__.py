"""The parts of the safety screen; `app.coach.safety` is the door that others import."""
