"""Makes the pictures of the guides from a running Kewen whose demonstration is loaded.

    KEWEN_PASSWORD=… python docs/pictures/make.py http://127.0.0.1:8000 admin funing-2026 "7EPD T9AS 38HG"

That is: address, login, an open survey with one batch, an unused answer code of it. Needs LibreOffice.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
MOST_BYTES = 120_000
#: Name, address in the demonstration and height of each picture of a page.
DESK = """overview|.|860  returns|returns|860  review|responses?outcome=invalid|720  results|results#age|1000
    breakdown|breakdown?by=age3&by=title4|1200  build|build?row=age3&col=title4&filter=sex&f.sex=2|1380
    suggestions|suggestions|860"""


def main() -> None:
    """Make every picture."""
    address, login, own, code = sys.argv[1:]
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        chromium = shutil.which("chromium")
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        _desk(browser, address, login, own, Path(folder))
        _phone(browser, address, code)


def _desk(browser: Browser, address: str, login: str, own: str, folder: Path) -> None:
    page = browser.new_page(locale="zh-CN", accept_downloads=True)
    page.goto(f"{address}/staff/sign-in")
    page.fill("#login", login)
    page.fill("#password", os.environ["KEWEN_PASSWORD"])
    page.click("button.strong")
    survey = f"{address}/staff/demonstration/"
    for name, path, height in (one.split("|") for one in DESK.split()):
        _shoot(page, survey + path.strip("."), name, int(height))
    page.goto(survey + "responses?outcome=invalid")
    _shoot(page, f"{address}{page.locator('tbody a').nth(1).get_attribute('href')}", "response", 1000)
    for name in ("questionnaire", "copies"):
        _shoot(page, f"{address}/staff/{own}/{name}", name, 860)
    _keep(_page_of(_download(page, "table button:has-text('PDF')", folder), 1, folder), "slips")
    _design(page, f"{address}/staff/{own}/design")
    page.goto(survey + "report")
    page.click("form.make-report button")
    page.wait_for_selector("#versions a", timeout=180_000)  # it is made in the background
    report = _download(page, "#versions a >> nth=0", folder)
    office = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(report)]
    subprocess.run(office, check=True, capture_output=True)  # noqa: S603 (a program of this machine)
    _keep(_beside([_page_of(report.with_suffix(".pdf"), one, folder) for one in (1, 3, 7)]), "report")


def _design(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto(address)
    page.click('[data-key="press_src"] .pick')
    page.frame_locator(".preview iframe").locator("fieldset.q").first.wait_for()
    page.wait_for_timeout(1000)  # the phone comes to its question
    _keep(Image.open(io.BytesIO(page.screenshot())), "design")


def _phone(browser: Browser, address: str, code: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 780}, device_scale_factor=2, locale="zh-CN")
    page.goto(f"{address}/q")
    page.fill("#code", code)
    page.click("form button.button")
    shown = [_seen(page)]
    page.click("fieldset.q label.card >> nth=0")
    page.click("text=开始填答")
    page.click("[name=consent_sens] ~ label.card >> nth=0")
    page.click("button.button:has-text('下一页')")
    page.click("[name=in_county] ~ label.card >> nth=0")
    shown.append(_seen(page))
    page.goto(f"{address}/r/satisfaction")
    page.locator("fieldset.row").nth(0).locator("label").nth(3).click()
    _keep(_beside([*shown, _seen(page)]), "phone")


def _shoot(page: Page, address: str, name: str, height: int) -> None:
    page.set_viewport_size({"width": 1280, "height": height})
    page.goto(address, wait_until="networkidle")
    _keep(Image.open(io.BytesIO(page.screenshot())), name)


def _seen(page: Page) -> Image.Image:
    page.wait_for_timeout(1500)  # the answer is saved and the next row glides into view
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    return Image.open(io.BytesIO(page.screenshot()))


def _download(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download(timeout=180_000) as waiting:
        page.click(button)
    waiting.value.save_as(path := folder / waiting.value.suggested_filename)
    return path


def _page_of(path: Path, number: int, folder: Path) -> Image.Image:
    place = ["-f", str(number), "-l", str(number), "-singlefile", "-r", "80", "-png"]
    subprocess.run(["pdftoppm", *place, str(path), str(folder / f"p{number}")], check=True)  # noqa: S603, S607
    return Image.open(folder / f"p{number}.png")


def _beside(pictures: list[Image.Image]) -> Image.Image:
    step, height = pictures[0].width + 16, pictures[0].height
    whole = Image.new("RGB", (step * len(pictures) - 16, height), "#cfd8df")
    for place, one in enumerate(pictures):
        whole.paste(one, (step * place, 0))
    return whole


def _keep(picture: Image.Image, name: str) -> None:
    picture = picture.convert("RGB")
    picture.thumbnail((1280, 2000))
    for colours in (256, 128, 64, 32, 16):
        picture.quantize(colours).save(HERE / f"{name}.png", optimize=True)
        if (HERE / f"{name}.png").stat().st_size <= MOST_BYTES:
            return


if __name__ == "__main__":
    main()
