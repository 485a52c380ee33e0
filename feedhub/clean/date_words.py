"""The words of dates: month names of nineteen languages, East Asian eras, numerals and halves of the day.

Words in, numbers out; nothing here knows what a date looks like.
"""

# ruff: noqa: PLR2004  the twelve hours of half a day are best written as 12

import re
import unicodedata

_MONTH_NAMES = """
en january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|sep october|oct november|nov december|dec
de januar|jänner februar märz|mrz|mär april mai juni juli august september oktober|okt november dezember|dez
nl januari februari maart|mrt april mei juni juli augustus september oktober november december
sv januari februari mars april maj juni juli augusti september oktober november december
nb januar februar mars april mai juni juli august september oktober november desember|des
fr janvier|janv février|févr|fév mars avril|avr mai juin juillet|juil août septembre octobre novembre décembre|déc
es enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre octubre noviembre diciembre|dic
ca gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
it gennaio|gen febbraio marzo aprile maggio|mag giugno|giu luglio|lug agosto settembre|set ottobre|ott novembre dicembre
pt janeiro fevereiro|fev março abril maio junho julho agosto setembro outubro|out novembro dezembro
ro ianuarie|ian februarie martie aprilie mai iunie|iun iulie|iul august septembrie octombrie noiembrie|noi decembrie
pl stycznia|styczeń|sty lutego|luty|lut marca|marzec kwietnia|kwiecień|kwi maja czerwca|czerwiec|cze lipca|lipiec|lip sierpnia|sierpień|sie września|wrzesień|wrz października|październik|paź listopada|listopad|lis grudnia|grudzień|gru
cs ledna|leden února|únor března|březen dubna|duben května|květen června|červen července|červenec srpna|srpen září října|říjen listopadu prosince|prosinec
hu január február március április|ápr május június július augusztus szeptember|szept október november december
ru января|январь|янв февраля|февраль|фев марта|март|мар апреля|апрель|апр мая|май июня|июнь|июн июля|июль|июл августа|август|авг сентября|сентябрь|сент|сен октября|октябрь|окт ноября|ноябрь|нояб|ноя декабря|декабрь|дек
uk січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
fi tammikuuta|tammikuu helmikuuta|helmikuu maaliskuuta|maaliskuu huhtikuuta|huhtikuu toukokuuta|toukokuu kesäkuuta|kesäkuu heinäkuuta|heinäkuu elokuuta|elokuu syyskuuta|syyskuu lokakuuta|lokakuu marraskuuta|marraskuu joulukuuta|joulukuu
tr ocak|oca şubat|şub mart nisan|nis mayıs haziran|haz temmuz|tem ağustos|ağu eylül|eyl ekim|eki kasım|kas aralık|ara
id januari februari maret april mei juni juli agustus|agu september oktober november desember
"""


def _folded(word: str) -> str:
    """Drop accents and case: feeds write `févr`, `fevr` and `FÉVR`."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


_MONTHS = {
    _folded(name): number
    for language in _MONTH_NAMES.strip().splitlines()
    for number, names in enumerate(language.split()[1:], 1)
    for name in names.split("|")
}

_AFTERNOON = {"pm", "下午", "午後", "오후", "晚上", "傍晚"}
_MORNING = {"am", "上午", "午前", "오전", "凌晨", "早上"}

_ERAS = {"令和": 2018, "平成": 1988, "民国": 1911, "民國": 1911}
_ERA_YEAR = re.compile(r"(令和|平成|民国|民國)\s*(\d{1,3}|元)\s*年")
_CHINESE_WEEKDAY = re.compile(r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]")
_CHINESE_NUMBER = re.compile(r"[〇○零一二三四五六七八九十]+")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def month(word: str) -> int | None:
    """Return 1 to 12 for a month's name or its usual abbreviation."""
    return _MONTHS.get(_folded(word))


def hour_of_day(hour: int, half: str | None) -> int:
    """Return the hour on a 24-hour clock; `half` is the word for morning or afternoon that stood beside it.

    Raises:
        ValueError: for a morning hour past twelve.
    """
    word = (half or "").lower().replace(".", "")
    if word in _AFTERNOON:
        return hour + 12 if hour < 12 else hour
    if word in _MORNING and hour > 12:
        raise ValueError(f"{hour} {half} is no hour")
    return 0 if word in _MORNING and hour == 12 else hour


def arabic(text: str) -> str:
    """Write the numbers of an East Asian date in digits and its era's year in ours: `令和4年九月` → `2022年9月`."""
    if "年" not in text:
        return text
    text = _CHINESE_NUMBER.sub(lambda found: _number(found[0]), _CHINESE_WEEKDAY.sub(" ", text))
    return _ERA_YEAR.sub(lambda found: f"{_ERAS[found[1]] + (1 if found[2] == '元' else int(found[2]))}年", text)


def _number(numeral: str) -> str:
    tens, ten, ones = numeral.translate(_CHINESE_DIGITS).partition("十")
    return f"{tens or 1}{ones or 0}" if ten else tens
