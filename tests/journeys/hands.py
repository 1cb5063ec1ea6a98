"""Hands that count: what they click and press is what a person would."""

from typing import Any

from playwright.sync_api import Locator, expect

from tests.journeys.designing import Designer

#: What a click and a key cost a person who is no typist (seconds); a Chinese character takes about three keys.
CLICK, KEY, KEYS_OF_A_CHARACTER = 1.2, 0.25, 3
FIRST_IDEOGRAPH = "\u2e80"
HERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return {name: "", isLost: true, isSeen: false};
  const labels = here.labels ? [...here.labels].map(one => one.textContent.trim()).join(" ") : "";
  const look = getComputedStyle(here);
  return {
    name: here.getAttribute("aria-label") || labels || here.textContent.trim(),
    isLost: false,
    isSeen: here.tagName === "IFRAME" || (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2),
  };
}"""


def keys_of(words: str) -> int:
    """How many keys it takes to write something."""
    return sum(KEYS_OF_A_CHARACTER if one >= FIRST_IDEOGRAPH else 1 for one in words)


class Hands:
    """A mouse, or with ``touch`` a finger, and a keyboard to write with."""

    def __init__(self, designer: Designer, *, touch: bool = False) -> None:
        self.designer, self.page, self.form = designer, designer.page, designer.form
        self.touch, self.clicks, self.keys = touch, 0, 0

    @property
    def seconds(self) -> float:
        """How long a person takes for what these hands did."""
        return self.clicks * CLICK + self.keys * KEY

    def click(self, what: Locator) -> None:
        self.clicks += 1
        if self.touch:
            what.tap()
        else:
            what.click()

    def press(self, words: str, within: Locator | None = None, *, n: int = 0) -> None:
        self.click((within or self.page).get_by_role("button", name=words, exact=True).nth(n))

    def write(self, what: Locator, words: str) -> None:
        """Write into a field in place of what stands there."""
        self.click(what)
        self.keys += 2 + keys_of(words)
        what.fill(words)

    def tick(self, what: Locator) -> None:
        self.click(what)
        expect(what).to_be_checked()

    def choose(self, what: Locator, label: str) -> None:
        self.clicks += 2
        what.select_option(label=label)

    def ask(self, kind: str, words: str) -> None:
        """A question of a kind from the end of the form, written where the focus then is."""
        had = self.designer.outline.locator(".pick").count()
        self.press("再加一题" if had > 1 else "加第一道题")
        self.click(self.page.locator("dialog").get_by_role("button", name=kind).first)
        expect(self.form).to_have_attribute("aria-label", kind)
        expect(self.form.get_by_label("问法", exact=True)).to_be_focused()
        self.keys += keys_of(words)
        self.page.keyboard.type(words)

    def paste(self, button: str, line: str) -> None:
        """Paste what was copied, where the focus is when the window opens."""
        self.press(button, self.form)
        box = self.page.locator("dialog textarea")
        expect(box).to_be_focused()
        expect(box).to_have_value("")
        self.keys += 2
        self.page.keyboard.insert_text(line)
        self.press("就用这些", self.page.locator("dialog"))
        expect(self.page.locator("dialog")).to_have_count(0)


class Keys:
    """The keyboard alone: it finds its way by Tab, and its place is always seen."""

    def __init__(self, designer: Designer) -> None:
        self.designer, self.page, self.form = designer, designer.page, designer.form
        self.keys, self.clicks = 0, 0

    @property
    def seconds(self) -> float:
        """How long a person takes for what was pressed."""
        return self.keys * KEY

    def here(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(HERE)
        return found

    def press(self, key: str, times: int = 1) -> "Keys":
        for _ in range(times):
            self.keys += key.count("+") + 1
            self.page.keyboard.press(key)
        return self

    def type(self, words: str) -> "Keys":
        self.keys += keys_of(words)
        self.page.keyboard.type(words)
        return self

    def over(self, words: str) -> "Keys":
        """Write in place of what stands there."""
        return self.press("Control+A").type(words)

    def kept(self) -> "Keys":
        """The keyboard has a place that is seen, also after what it was at has gone."""
        expect(self.page.locator(":focus")).not_to_have_count(0)
        here = self.here()
        assert here["isSeen"], here
        return self

    def to(self, name: str, key: str = "Tab") -> "Keys":
        """Tab on until what is called so has the focus."""
        passed = []
        for _ in range(160):
            here = self.here()
            assert here["isLost"] or here["isSeen"], f"the focus is not seen: {here['name']}"
            if here["name"].startswith(name):
                return self
            passed.append(here["name"][:20])
            self.press(key)
        raise AssertionError(f"nothing called {name} is reached by {key}: {passed}")

    def back(self, name: str) -> "Keys":
        return self.to(name, "Shift+Tab")

    def choose(self, words: str) -> "Keys":
        """Go down a list until what is chosen begins so."""
        chosen = "() => document.activeElement.selectedOptions[0].textContent"
        for _ in range(40):
            if str(self.page.evaluate(chosen)).startswith(words):
                return self
            self.press("ArrowDown")
        raise AssertionError(f"nothing in the list begins with {words}")

    def ask(self, kind: str, words: str, begin: str = "再加一题") -> None:
        """A question of a kind, written where the focus then is."""
        self.to(begin).press("Enter")
        expect(self.page.locator("dialog")).to_be_visible()
        self.to(kind, "ArrowDown").press("Enter")
        expect(self.form).to_have_attribute("aria-label", kind)
        expect(self.form.get_by_label("问法", exact=True)).to_be_focused()
        self.kept().type(words)

    def paste(self, button: str, line: str) -> "Keys":
        """Paste what was copied; the focus is back at the button then."""
        self.to(button).press("Enter")
        expect(self.page.locator("dialog textarea")).to_be_focused()
        self.keys += 2
        self.page.keyboard.insert_text(line)
        self.to("就用这些").press("Enter")
        expect(self.page.locator("dialog")).to_have_count(0)
        expect(
            self.page.get_by_role("button", name=button, exact=True).and_(self.page.locator(":focus"))
        ).to_have_count(1)
        return self.kept()
