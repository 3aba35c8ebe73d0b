"""The other pages: home, help, persons, the calendar and coverage."""
