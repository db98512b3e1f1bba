"""Circleback on Telegram: updates become events, replies become Bot API calls."""
