#!/usr/bin/env python3
"""Takes the screenshots of this folder from real runs of the demo: python3 images/take-screenshots.py

    --minutes N   how long the demo runs before pictures of dashboards are taken (default: 8)
    --only PART   only the parts named, separated by commas: demo, trouble, dashboards, page (default: all of them)

It runs ./demo twice, on its default ports: as it is, for demo.svg, and then with trouble and simulated apps for all else. What is
shown on the terminal becomes an SVG, so that it stays sharp; all else a PNG. Needs prometheus on the PATH, Chromium, ImageMagick
(Debian: prometheus, chromium, imagemagick), and for the dashboards grafana-check, which draws them without a Grafana server:
GRAFANA_CHECK says where it is.
"""

import argparse
import base64
import fcntl
import html
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

FOLDER = pathlib.Path(__file__).resolve().parent
PROJECT = FOLDER.parent
COLUMNS, ROWS = 100, 60
PROXY, PROMETHEUS = "http://127.0.0.1:8080", "http://127.0.0.1:9090"
TROUBLE = ["--fail", "--slow", "--apps", "50"]

# Of each dashboard: its uid, the pixels from the top that are kept, and the name of the picture.
DASHBOARDS = [("streams", 1160), ("tasks", 1005), ("proxy", 872)]
DASHBOARD_WIDTH = 1280

# Width and height of the status page.
PAGE = (1280, 1100)


class Screen:
    """What a terminal shows, as far as the demo makes use of it: lines, moves upwards, erasing and colors."""

    SEQUENCE = re.compile(r"\x1b\[([?\d;]*)([A-Za-z])|\r|\n|[^\x1b\r\n]+")

    def __init__(self):
        self.lines, self.row, self.column, self.style = [[]], 0, 0, ""

    def write(self, text):
        for match in self.SEQUENCE.finditer(text):
            piece, code, command = match.group(0), match.group(1), match.group(2)
            if command == "m":
                self.style = "" if code in ("", "0") else code
            elif command == "A":
                self.row = max(0, self.row - int(code or 1))
                self.column = 0
            elif command == "J":
                del self.lines[self.row + 1:]
                del self.lines[self.row][self.column:]
            elif command == "K":
                del self.lines[self.row][self.column:]
            elif piece == "\r":
                self.column = 0
            elif piece == "\n":
                self.row, self.column = self.row + 1, 0
                if self.row == len(self.lines):
                    self.lines.append([])
            elif not command:
                for character in piece:
                    line = self.lines[self.row]
                    line.extend([(" ", "")] * (self.column - len(line)))
                    line[self.column:self.column + 1] = [(character, self.style)]
                    self.column += 1

    def runs(self):
        """The lines as pairs of a style and a text, each no longer than the terminal is wide."""
        for line in self.lines:
            # Where the checkout is does not matter.
            at = "".join(character for character, _ in line).find(str(PROJECT) + "/")
            if at >= 0:
                line = line[:at] + line[at + len(str(PROJECT)) + 1:]
            if len(line) > COLUMNS:
                line = line[:COLUMNS - 1] + [("…", "")]
            runs = []
            for character, look in line:
                if runs and runs[-1][0] == look:
                    runs[-1][1] += character
                else:
                    runs.append([look, character])
            yield runs


def terminal_svg(screen, command, description):
    """A window with what the screen shows. Dark on any page, as terminals are."""
    width, advance, height, top = 960, 9.03, 20, 44
    lines = list(screen.runs())
    while lines and not "".join(text for _, text in lines[-1]).strip():
        lines.pop()
    lines = [[["1", "$ "], ["1", command]], *lines]
    classes = {"": "plain", "1": "bold", "31": "red", "32": "green", "33": "yellow"}
    texts = []
    for number, runs in enumerate(lines):
        column = 0
        for look, text in runs:
            if text.strip():
                start = column + len(text) - len(text.lstrip())
                kept = text.strip()
                texts.append('\t<text class="%s" x="%g" y="%d" textLength="%g" xml:space="preserve">%s</text>' % (
                    classes.get(look, "plain"), round(25 + start * advance, 1), top + 26 + number * height,
                    round(len(kept) * advance, 1), html.escape(kept, quote=False)))
            column += len(text)
    return """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="title desc" font-size="15px" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace">
	<title id="title">%s</title>
	<desc id="desc">%s</desc>
	<style>
		.plain { fill: #d1d7e0; }
		.bold { fill: #ffffff; font-weight: 600; }
		.red { fill: #ff7b72; }
		.green { fill: #56d364; }
		.yellow { fill: #e3b341; }
	</style>
	<rect x="0.5" y="0.5" width="%d" height="%d" rx="12" fill="#0d1117" stroke="#3d444d"/>
	<g fill="#3d444d"><circle cx="26" cy="24" r="6"/><circle cx="46" cy="24" r="6"/><circle cx="66" cy="24" r="6"/></g>
%s
</svg>
""" % (width, top + 26 + len(lines) * height, html.escape(command), html.escape(description), width - 1,
       top + 25 + len(lines) * height, "\n".join(texts))


class Demo:
    """A run of ./demo on a terminal of its own."""

    def __init__(self, *options):
        self.command = " ".join(["./demo", *options])
        self.screen = Screen()
        self.text = ""
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.environ["TERM"] = "xterm"
            os.chdir(PROJECT)
            os.execv("./demo", ["./demo", *options])
        self.pid = pid
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def watch(self, seconds, until=None):
        """Reads on for some time, or until something has been said. Returns whether it has, or whether the demo still runs."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if until and until in self.text:
                return True
            if not select.select([self.terminal], [], [], 0.2)[0]:
                continue
            try:
                data = os.read(self.terminal, 65536)
            except OSError:
                data = b""
            if not data:
                return until is not None and until in self.text
            # Characters that are cut in two are no part of the demo's English.
            piece = data.decode("utf-8", "replace")
            self.text += piece
            self.screen.write(piece)
        return until is None

    def save(self, name, description):
        (FOLDER / name).write_text(terminal_svg(self.screen, self.command, description), encoding="utf-8")

    def end(self):
        try:
            os.kill(self.pid, signal.SIGINT)
            self.watch(60)
        finally:
            os.waitpid(self.pid, 0)


def find(*names):
    """Finds a program by one of its names."""
    return next(filter(None, map(shutil.which, names)), None) or sys.exit("%s is not installed" % names[0])


def find_grafana_check():
    tool = pathlib.Path(os.environ.get("GRAFANA_CHECK", PROJECT.parent / "shared/tools/grafana-check/grafana-check"))
    return str(tool) if tool.exists() else sys.exit("grafana-check is not at %s: set GRAFANA_CHECK" % tool)


def shrink(source, target, *operations):
    """As a PNG with few colors and without dithering: a third of the size, and no difference to see."""
    subprocess.run([find("magick", "convert-im6.q16", "convert"), str(source), *operations, "+dither", "-colors", "256", "-strip", "-define", "png:compression-level=9",
                    "PNG8:" + str(FOLDER / target)], check=True)
    size = (FOLDER / target).stat().st_size
    print("%s  %d kB" % (target, size // 1000))
    if size > 250_000:
        sys.exit("%s has more than 250 kB: keep less of it" % target)


def take_dashboards(minutes):
    with tempfile.TemporaryDirectory() as folder:
        files = ["grafana/dashboards/%s.json" % name for name, _ in DASHBOARDS]
        subprocess.run([find_grafana_check(), "render", *files, "--prometheus", PROMETHEUS, "--since", "%dm" % minutes, "--scrape-interval", "5s",
                        "--width", str(DASHBOARD_WIDTH), "--out", folder, "--var", "stream=demo"], cwd=PROJECT, check=True)
        for name, height in DASHBOARDS:
            shrink("%s/dataflow-%s.png" % (folder, name), "dashboard-%s.png" % name, "-crop", "%dx%d+0+0" % (DASHBOARD_WIDTH, height), "+repage")


class Browser:
    """Chromium without a window, told what to do over a pair of pipes with its DevTools protocol. Its option --screenshot would not wait for
    what a page gets after it has been loaded.
    """

    def __init__(self, folder):
        ours, its = os.pipe(), os.pipe()
        program = find("chromium", "chromium-browser", "google-chrome")
        command = 'exec "$0" --headless --no-sandbox --disable-gpu --hide-scrollbars --remote-debugging-pipe "--user-data-dir=$1" 3<&%d 4>&%d'
        self.process = subprocess.Popen(["sh", "-c", command % (ours[0], its[1]), program, folder], pass_fds=(ours[0], its[1]),
                                        stderr=subprocess.DEVNULL)
        os.close(ours[0])
        os.close(its[1])
        self.commands, self.answers, self.number = os.fdopen(ours[1], "wb", 0), os.fdopen(its[0], "rb"), 0
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def ask(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        self.commands.write(json.dumps(message).encode() + b"\0")
        while True:
            text = b""
            while not text.endswith(b"\0"):
                text += self.answers.read(1) or sys.exit("Chromium has ended")
            answer = json.loads(text[:-1])
            if answer.get("id") == self.number:
                return answer.get("result") or {}

    def picture(self, address, theme, width, height):
        """The page as a PNG, some seconds after it has been opened."""
        self.ask("Emulation.setDeviceMetricsOverride", self.session, width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", self.session, features=[{"name": "prefers-color-scheme", "value": theme}])
        self.ask("Page.navigate", self.session, url=address)
        time.sleep(12)
        return base64.b64decode(self.ask("Page.captureScreenshot", self.session, format="png")["data"])

    def close(self):
        self.commands.close()
        self.process.terminate()
        self.process.wait(20)


def take_page():
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(folder + "/profile")
        try:
            for theme, name in (("light", "demo-status-page.png"), ("dark", "demo-status-page-dark.png")):
                png = pathlib.Path(folder, name)
                png.write_bytes(browser.picture(PROXY + "/", theme, *PAGE))
                shrink(png, name)
        finally:
            browser.close()


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--only", default="demo,trouble,dashboards,page")
    arguments = parser.parse_args()
    parts = arguments.only.split(",")
    if "demo" in parts:
        demo = Demo("--duration", "45s")
        demo.command = "./demo"
        if not demo.watch(300, "All apps are connected"):
            sys.exit("The demo does not get ready:\n" + demo.text[-2000:])
        demo.watch(40)
        demo.save("demo.svg", "A terminal. " + DESCRIPTION)
        demo.end()
    if set(parts) - {"demo"}:
        # Before anybody waits.
        find("prometheus"), find("chromium", "chromium-browser", "google-chrome"), find("magick", "convert-im6.q16", "convert")
        if "dashboards" in parts:
            find_grafana_check()
        demo = Demo(*TROUBLE)
        if not demo.watch(300, "All apps are connected"):
            sys.exit("The demo does not get ready:\n" + demo.text[-2000:])
        try:
            print("The demo runs. Pictures are taken in %g minutes." % arguments.minutes)
            demo.watch(60 * arguments.minutes)
            if "trouble" in parts:
                demo.save("demo-trouble.svg", "A terminal. " + DESCRIPTION_OF_TROUBLE)
            if "dashboards" in parts:
                take_dashboards(arguments.minutes)
            if "page" in parts:
                take_page()
        finally:
            demo.end()


DESCRIPTION = (
    "The demo says what it starts, lists the addresses to look at, and shows a table of the three stream apps with messages per second, "
    "samples and scrape times.")
DESCRIPTION_OF_TROUBLE = (
    "With failures, delays and simulated apps the demo also says in which dashboards, graphs, alerts and metrics each kind of trouble shows.")

if __name__ == "__main__":
    main()
