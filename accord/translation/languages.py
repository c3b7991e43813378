"""The languages that Accord speaks. A language is one line here and one catalogue in `locale/`."""

LANGUAGES: dict[str, str] = {
    "en": "English",
    "bg": "Български",
    "et": "Eesti",
    "lv": "Latviešu",
    "ru": "Русский",
    "sl": "Slovenščina",
}
