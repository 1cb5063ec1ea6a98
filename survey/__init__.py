"""The platform: the survey as staff run it and respondents meet it."""
