"""How a person fills in whatever a page of the questionnaire asks, by tapping."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

CARDS = {"occ": 3, "edu": 2, "title_lv": 2}
NUMBERS = {"hours": "46.5", "multi_unit": "0"}
HOSPITAL = ("320999101000", "320999101000.5", "u006")
WISH = "希望增加进修机会"
#: What ``fill_question`` does by touch, done in the page for every question that is seen: what was answered.
AT_ONCE = """([cards, numbers, hospital, wish, done]) => {
  const seen = node => node.offsetParent !== null;
  const within = (node, what) => [...node.querySelectorAll(what)].filter(seen);
  const put = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const choose = (node, name, kind) => {
    const labels = within(node, ".opt label"), list = node.querySelector("select");
    if (list) put(list, list.options[3].value);
    else if (kind === "matrix") within(node, ".row").forEach((row, place) => {
      const wanted = row.dataset.row === "att_chk" ? 3 : [2, 3, 4, 1][place % 4];
      row.querySelectorAll(".pt label")[wanted].click();
    });
    else if (kind === "scale") node.querySelectorAll(".pt input")[7].click();
    else if (kind === "multiple") labels.slice(0, 2).forEach(label => label.click());
    else labels[cards[name] || 0].click();
  };
  const answer = node => {
    const name = node.dataset.q, kind = node.dataset.kind;
    const lists = [...node.querySelectorAll("select")], lines = [...node.querySelectorAll("input[type=text]")];
    if (["single", "consent", "multiple", "matrix", "scale"].includes(kind)) choose(node, name, kind);
    else if (kind === "ranking") for (let n = 0; n < 3; n++) node.querySelector(".ranks > button").click();
    else if (kind === "cascade") hospital.forEach((code, place) => put(lists[place], code));
    else if (kind === "date") (lists.length > 1 ? ["1985", "3"] : ["2008"]).forEach((part, n) => put(lists[n], part));
    else if (kind === "split") ["60", "40"].forEach((part, place) => put(lines[place], part));
    else if (kind === "number") put(lines[0], numbers[name] || "1");
    else if (kind === "text") put(node.querySelector("textarea, input[type=text]"), wish);
  };
  const waiting = within(document, ".q").filter(node => !done.includes(node.dataset.q));
  waiting.slice(0, 1).forEach(answer);
  return waiting.slice(0, 1).map(node => node.dataset.q);
}"""


def fill_page(page: Page, *, scripts: bool = True) -> None:
    """Answer every question that is seen."""
    done: set[str] = set()
    while True:
        seen = page.locator(".q:visible").evaluate_all("nodes => nodes.map(node => node.dataset.q)")
        waiting = [name for name in seen if name not in done]
        if not waiting:
            return
        done.add(waiting[0])
        fill_question(page.locator(f"#q-{waiting[0]}"), waiting[0], scripts)


def answer_page(page: Page) -> None:
    """Answer every question that is seen as :func:`fill_page` does, without touching each: ten times as fast.

    For journeys that are about what comes after. The scripts of the page have to be there (:func:`ready`).
    """
    done: list[str] = []
    while found := page.evaluate(AT_ONCE, [CARDS, NUMBERS, HOSPITAL, WISH, done]):
        done += found


def fill_question(node: Locator, name: str, scripts: bool) -> None:
    """Answer one question."""
    kind = node.get_attribute("data-kind") or ""
    if kind in {"single", "consent", "multiple", "matrix", "scale"}:
        _choose(node, name, kind)
    elif kind == "ranking":
        _rank(node, scripts)
    elif kind == "cascade" and scripts:
        for place, code in enumerate(HOSPITAL):
            node.locator("select").nth(place).select_option(code)
    elif kind == "date":
        parts = node.locator("select")
        parts.nth(0).select_option("1985" if parts.count() > 1 else "2008")
        if parts.count() > 1:
            parts.nth(1).select_option("3")
    elif kind == "split":
        node.locator("input[type=text]").nth(0).fill("60")
        node.locator("input[type=text]").nth(1).fill("40")
    elif kind in {"number", "text"}:
        typed = WISH if kind == "text" else NUMBERS.get(name, "1")
        node.locator("textarea, input[type=text]").first.fill(typed)


def _choose(node: Locator, name: str, kind: str) -> None:
    cards = node.locator(".opt:visible label")
    if node.locator("select").count():
        node.locator("select").first.select_option(index=3)
    elif kind == "matrix":
        for place, row in enumerate(node.locator(".row:visible").all()):
            wanted = 3 if row.get_attribute("data-row") == "att_chk" else (2, 3, 4, 1)[place % 4]
            row.locator(".pt label").nth(wanted).tap()
    elif kind == "scale":
        node.locator(".pt input").nth(7).tap()
    elif kind == "multiple":
        cards.nth(0).tap()
        cards.nth(1).tap()
    else:
        cards.nth(CARDS.get(name, 0)).tap()


def _rank(node: Locator, scripts: bool) -> None:
    if scripts:
        for _ in range(3):
            node.locator(".ranks > button").first.tap()
        return
    for place, choice in enumerate(node.locator("select").all(), 1):
        choice.select_option(index=place)


def next_page(page: Page, *, scripts: bool = True) -> None:
    """Go on, and wait until it has happened."""
    before = page.url
    button = page.locator("main .go button[value=next]")
    if scripts:
        button.tap()
        page.wait_for_function("before => location.href !== before", arg=before)
    else:
        with page.expect_navigation():
            button.tap()


def begin(page: Page, address: str, link: str) -> None:
    """Come in by a link and agree."""
    page.goto(f"{address}/q/{link}")
    page.locator("label", has_text="同意").first.tap()
    page.locator("main .go button").first.tap()
    page.wait_for_url("**/r/consent_sensitive")


def ready(page: Page) -> None:
    """Wait until the script has the whole questionnaire."""
    page.wait_for_function("() => history.state && history.state.page")


def saved(page: Page) -> None:
    """Wait until everything is acknowledged."""
    page.wait_for_function(
        "() => !Object.keys(localStorage).some(k => k.startsWith('kewen:'))"
        " && /已保存|Saved/.test(document.getElementById('saved').textContent)",
        timeout=45_000,
    )


def lose_network(*pages: Page) -> None:
    """Take the network from pages of one browser.

    Chromium forgets that a page is offline while it closes it, and lets through what the page sends then.
    """
    for page in pages:
        page.evaluate(
            "() => { window.fetched = fetch; window.fetch = () => Promise.reject(new TypeError()); }"
        )
    pages[0].context.set_offline(True)


def regain_network(page: Page) -> None:
    """Give a page and its browser the network back."""
    page.context.set_offline(False)
    page.evaluate("() => { window.fetch = window.fetched || fetch; dispatchEvent(new Event('online')); }")
