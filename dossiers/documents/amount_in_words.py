"""An amount as a Vietnamese receipt writes it out, so that no digit can be added: "Mười lăm nghìn đồng"."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu")
BILLION = 10**9


def dong(amount_vnd: int) -> str:
    """Return an amount of đồng, 0 or more, in words, with a capital letter."""
    words = " ".join(_words(amount_vnd)) if amount_vnd else DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _words(number: int, *, is_led: bool = False) -> list[str]:
    """Return the words of a number; one that is led by billions names its empty hundreds."""
    billions, rest = divmod(number, BILLION)
    words = [*_words(billions), "tỷ"] if billions else []
    for place in (2, 1, 0):
        group = rest // 1000**place % 1000
        if group:
            words += [*_group(group, is_led=is_led or bool(words)), GROUPS[place]]
    return [word for word in words if word]


def _group(number: int, *, is_led: bool) -> list[str]:
    """Return three digits in words: "không trăm linh năm" behind others, "năm" alone."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds or is_led else []
    if tens == 0:
        return [*words, *(["linh"] if words and ones else []), *([DIGITS[ones]] if ones else [])]
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    return [*words, *([_ones(tens, ones)] if ones else [])]


def _ones(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    return {1: "mốt", 4: "tư"}.get(ones, DIGITS[ones]) if tens > 1 else DIGITS[ones]
