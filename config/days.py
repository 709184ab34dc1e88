"""Numbers of days, as pages write them: 62, 5.5, 1,200."""


def figure(days):
    """62, 5.5 or −0.5, without a needless nought and with a true minus sign."""
    text = f"{abs(days):,.1f}".removesuffix(".0")
    return f"−{text}" if days < 0 else text


def in_days(days):
    """Half a day, 1 day, 5.5 days."""
    if abs(days) == 1:
        return f"{figure(days)} day"
    return "half a day" if days * 2 == 1 else f"{figure(days)} days"
