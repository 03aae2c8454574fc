"""Writes the public holidays of every country as data/refresh.sh wants them: to standard output, from the PyPI package
`holidays` that is installed beside it. One line `@CC` a country, then a line for each holiday: its English name, the
name its country gives it (empty when the same), and its dates as YYMMDD. Holidays of regions are left out."""

import sys

import holidays

FIRST, LAST = 2025, 2034


def in_language(country, language):
    return holidays.country_holidays(country, years=range(FIRST, LAST + 1), language=language)


def lines_of(country):
    local = in_language(country, holidays.country_holidays(country).default_language)
    english = next((tag for tag in ("en_US", "en_GB") if tag in local.supported_languages), None)
    english = english or next((tag for tag in local.supported_languages if tag.startswith("en")), None)
    translated = in_language(country, english) if english else local
    dates = {}
    for date in sorted(local):
        if not FIRST <= date.year <= LAST:
            continue
        own, names = local.get_list(date), translated.get_list(date)
        own = own if len(own) == len(names) else [""] * len(names)
        for name, called in zip(names, own):
            key = (name, "" if called == name else called)
            dates.setdefault(key, []).append(date.strftime("%y%m%d"))
    for (name, called), days in dates.items():
        assert "\t" not in name + called and "\n" not in name + called
        yield f"{name}\t{called}\t{' '.join(days)}"


def main():
    print(
        f"# Made by data/refresh.sh from the PyPI package holidays {holidays.__version__} (MIT), "
        f"years {FIRST} to {LAST}: name in English, in the country's own language, dates."
    )
    # UK stands beside GB there, which is the code of ISO 3166.
    for country in sorted(code for code in holidays.list_supported_countries() if len(code) == 2 and code != "UK"):
        lines = list(lines_of(country))
        if lines:
            print(f"@{country}")
            print("\n".join(lines))


sys.stdout.reconfigure(encoding="utf-8")
main()
