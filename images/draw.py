#!/usr/bin/env python3
"""Draws the pictures of this folder: python3 images/draw.py

    --check   writes nothing, and fails if that would change a picture
    --gif     draws scrape.gif and scrape-dark.gif too, from the same source as scrape.svg. Needs rsvg-convert and ImageMagick
              (Debian: librsvg2-bin, imagemagick), and should have the font Inter (fonts-inter)

An SVG has its own background and the colours of both themes, so it can be read on any page. The same things look the same in
all pictures: an app has a green frame, dashed if it is short-lived; what belongs to us is green; questions are blue, metrics
green, messages grey; what is late or lost is amber.

Each function at the end is a picture, in coordinates of its 960 units of width. Text is 14 or more of them high, which leaves
12 pixels on GitHub; whoever reads it may have a wider font than you, so leave a fifth of room.
"""

import html
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
WIDTH = 960

# ---- The look -----------------------------------------------------------------------------------------------------

FONT = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"

# Each as it is on a light page and on a dark one.
COLORS = {
    "page": ("#f6f8fa", "#151b23"),
    "edge": ("#d1d9e0", "#3d444d"),
    "paper": ("#ffffff", "#0d1117"),
    "ink": ("#1f2328", "#f0f6fc"),
    "soft": ("#59636e", "#9198a1"),
    "green": ("#2f7d32", "#3fb950"),
    "fill": ("#2f7d32", "#1f7a33"),
    "tint": ("#e3f3e4", "#12301b"),
    "blue": ("#0969da", "#58a6ff"),
    "blue-fill": ("#0969da", "#1f6feb"),
    "amber": ("#9a6700", "#d29922"),
    "amber-fill": ("#9a6700", "#8a5f06"),
    "warm": ("#fff4d4", "#3a2d0b"),
    "grey": ("#6e7781", "#848d97"),
    "white": ("#ffffff", "#ffffff"),
}

RULES = {
    ".page": "fill:page; stroke:edge",
    ".gap": "fill:page",
    ".app": "fill:paper; stroke:green; stroke-width:2",
    ".task": "fill:paper; stroke:green; stroke-width:2; stroke-dasharray:7 5",
    ".gone": "fill:none; stroke:grey; stroke-width:2; stroke-dasharray:7 5",
    ".proxy": "fill:fill",
    ".asked": "fill:blue-fill",
    ".missed": "fill:amber-fill",
    ".other": "fill:paper; stroke:grey; stroke-width:2",
    ".zone": "fill:none; stroke:edge; stroke-width:1.5",
    ".slot": "fill:tint; stroke:green; stroke-width:1.5",
    ".empty": "fill:paper; stroke:edge; stroke-width:1.5",
    ".late": "fill:warm; stroke:amber; stroke-width:1.5",
    ".pipe": "fill:page; stroke:grey; stroke-width:2",
    ".body": "fill:paper",
    ".sheet": "fill:paper",
    ".connection": "fill:none; stroke:green; stroke-width:1.5; opacity:0.45",
    ".line": "fill:none; stroke:green; stroke-width:2",
    ".once": "fill:none; stroke:green; stroke-width:2; stroke-dasharray:7 5",
    ".ask": "fill:none; stroke:blue; stroke-width:2",
    ".flow": "fill:none; stroke:grey; stroke-width:2",
    ".lost": "fill:none; stroke:amber; stroke-width:2; stroke-dasharray:3 4",
    ".rule": "fill:none; stroke:edge; stroke-width:1.5",
    ".in-green": "fill:green",
    ".in-blue": "fill:blue",
    ".in-amber": "fill:amber",
    ".in-grey": "fill:grey",
    "text": "fill:ink; font-size:14px",
    ".name": "font-size:16px; font-weight:600",
    ".soft": "fill:soft",
    ".green": "fill:green",
    ".blue": "fill:blue",
    ".amber": "fill:amber",
    ".white": "fill:white",
}


def style(theme):
    """The style sheet; theme is light, dark, or both for that of whoever looks."""

    def sheet(index, indent):
        rules = []
        for selector, properties in RULES.items():
            pairs = [pair.split(":") for pair in properties.split("; ")]
            values = "; ".join("%s: %s" % (name, COLORS[value][index] if value in COLORS else value) for name, value in pairs)
            rules.append("%s%s { %s }\n" % (indent, selector, values))
        return "".join(rules)

    if theme == "both":
        return sheet(0, "\t\t") + "\t\t@media (prefers-color-scheme: dark) {\n" + sheet(1, "\t\t\t") + "\t\t}\n"
    return sheet(("light", "dark").index(theme), "\t\t")


class Picture:
    """What is drawn later is on top."""

    def __init__(self, height, title, description, theme="both"):
        self.height, self.title, self.description, self.theme = height, title, description, theme
        self.elements = []

    def add(self, name, content=None, **attributes):
        written = "".join(' %s="%s"' % (key.rstrip("_").replace("_", "-"), number(value)) for key, value in attributes.items())
        self.elements.append("<%s%s/>" % (name, written) if content is None
                             else "<%s%s>%s</%s>" % (name, written, html.escape(content, quote=False), name))

    def rect(self, x, y, width, height, look, radius=10, **more):
        self.add("rect", class_=look, x=x, y=y, width=width, height=height, rx=radius, **more)

    def text(self, x, y, words, look="", anchor="middle", **more):
        """Words around, after ("start") or before ("end") x, on the line y."""
        self.add("text", words, **({"class_": look} if look else {}), x=x, y=y, text_anchor=anchor, **more)

    def lines(self, x, y, *lines, look="", anchor="middle", step=20):
        for index, words in enumerate(lines):
            self.text(x, y + index * step, words, look, anchor)

    def box(self, look, x, y, width, height, name, *lines):
        """A named thing: its name, and lines about it, in the middle."""
        self.rect(x, y, width, height, look)
        top = y + height / 2 - 10 * len(lines) + 5.5
        on_green = " white" if look == "proxy" else ""
        self.text(x + width / 2, top, name, "name" + on_green)
        for index, words in enumerate(lines, 1):
            self.text(x + width / 2, top + 2 + 20 * index, words, on_green.strip() or "soft")

    def app(self, x, y, width, name, look="app", height=88):
        """An app, with the starter in it."""
        self.rect(x, y, width, height, look)
        self.text(x + width / 2, y + 34, name, "name")
        self.pill(x + width / 2, y + 62, "starter")

    def pill(self, x, y, words, width=86, look="proxy"):
        """Words in a small shape, around x, y."""
        self.rect(x - width / 2, y - 13, width, 26, look, 13)
        self.text(x, y + 5, words, "white" if look == "proxy" else "")

    def pipe(self, x, y, width, height=34):
        """A topic: a pipe that lies."""
        r, end = 8, x + width
        self.add("path", class_="pipe", d="M%g %gH%ga%d %g 0 0 1 0 %gH%ga%d %g 0 0 1 0 -%gz" % (
            x + r, y, end - r, r, height / 2, height, x + r, r, height / 2, height))
        self.add("path", class_="flow", d="M%g %ga%d %g 0 0 0 0 %g" % (end - r, y, r, height / 2, height))

    def arrow(self, path, look="flow", head=True, **more):
        """A line along the path. Its head ends where the path does."""
        heads = {"line": "green", "once": "green", "ask": "blue", "flow": "grey", "lost": "amber"}
        self.add("path", class_=look, d=path, **({"marker_end": "url(#%s)" % heads[look]} if head else {}), **more)

    def badge(self, x, y, step):
        """The number of a step of a scrape."""
        self.add("circle", class_={1: "asked", 2: "asked", 4: "missed"}.get(step, "proxy"), cx=x, cy=y, r=13)
        self.text(x, y + 5, str(step), "white", font_weight=600)

    def svg(self):
        markers = "".join(
            '\t\t<marker id="%s" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" '
            'orient="auto"><path class="in-%s" d="M0 0 10 5 0 10z"/></marker>\n' % (color, color)
            for color in ("green", "blue", "grey", "amber") if any("url(#%s)" % color in element for element in self.elements))
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="title desc" font-family="%s">\n'
            "\t<title id=\"title\">%s</title>\n\t<desc id=\"desc\">%s</desc>\n\t<style>\n%s\t</style>\n%s%s\n</svg>\n"
        ) % (WIDTH, self.height, html.escape(FONT, quote=False), html.escape(self.title), html.escape(self.description),
             style(self.theme), "\t<defs>\n%s\t</defs>\n" % markers if markers else "",
             "\n".join("\t" + element for element in [
                 '<rect class="page" x="0.5" y="0.5" width="%d" height="%d" rx="14"/>' % (WIDTH - 1, self.height - 1), *self.elements]))


def number(value):
    """As short as can be: 12.0 is 12."""
    return value if isinstance(value, str) else "%g" % round(value, 2)


# ---- How the metrics travel ---------------------------------------------------------------------------------------


def overview():
    p = Picture(430, "How the metrics travel", (
        "A source, a processor and a sink pass messages on through Kafka, and a task runs and ends. Each of the four opens one "
        "RSocket connection to the proxy. Prometheus scrapes the proxy, the proxy asks every app over its connection and keeps what "
        "a task pushed last, and Grafana shows what Prometheus has."))
    p.arrow("M110 122C110 205 330 160 395 232", "line")
    p.arrow("M350 122C350 175 430 175 444 232", "line")
    p.arrow("M590 122C590 175 520 175 506 232", "line")
    p.arrow("M850 122C850 205 620 160 555 232", "once")
    for x, name in ((30, "source"), (270, "processor"), (510, "sink")):
        p.app(x, 34, 160, name)
    p.app(770, 34, 160, "task", "task")
    for x in (194, 434):
        p.arrow("M%d 78H%d" % (x, x + 72))
        p.text(x + 34, 68, "Kafka", "soft")
    p.lines(60, 206, "one outgoing connection", "of each app", look="green", anchor="start")
    p.lines(900, 206, "starts, works, ends:", "pushes its last metrics", look="green", anchor="end")
    p.box("proxy", 300, 236, 350, 78, "prometheus-rsocket-proxy", "asks every app, merges, keeps final pushes")
    p.box("other", 365, 362, 220, 44, "Prometheus")
    p.box("other", 720, 362, 160, 44, "Grafana")
    p.arrow("M475 361V317", "ask")
    p.text(488, 344, "scrapes one address", "blue", "start")
    p.arrow("M719 384H588", "ask")
    p.text(655, 374, "queries", "blue")
    return p


# ---- Stream monitoring --------------------------------------------------------------------------------------------


def stream():
    p = Picture(560, "How a stream is monitored", (
        "Spring Cloud Data Flow deploys a source, two instances of a processor and a sink, which pass messages on through Kafka "
        "topics. The starter in each instance opens one connection to the proxy. Source: messages sent per second. Topics: how many "
        "messages wait. Processor: attempts, failures and time in the function. Sink: latency from the source on. Dead letters: "
        "what was given up. Prometheus scrapes the proxy, applies rules, sends alerts to Alertmanager and answers Grafana's queries."))
    p.rect(30, 24, 900, 44, "other")
    p.text(50, 51, "Spring Cloud Data Flow", "name", "start")
    p.text(912, 51, "deploys the apps and names them, or you start them yourself", "soft", "end")
    for x, end in ((97, 117), (391, 107), (689, 117)):
        p.arrow("M%d 69V%d" % (x, end))
    p.arrow("M97 208V317", "line")
    p.arrow("M391 208V317", "line")
    p.arrow("M469 198V317", "line")
    p.arrow("M689 208V317", "line")
    p.app(30, 120, 135, "source")
    p.rect(329, 110, 145, 88, "app")
    p.app(319, 120, 145, "processor")
    p.app(622, 120, 135, "sink")
    for x, width, words, measured in (
            (190, 104, "Kafka", "how many wait"), (498, 100, "Kafka", "how many wait"),
            (796, 134, "dead letters", "what was given up")):
        p.pipe(x, 147, width)
        p.text(x + width / 2 - 4, 169, words)
        p.text(x + width / 2, 204, measured, "green")
    for start, end in ((166, 188), (295, 317), (475, 496), (599, 620)):
        p.arrow("M%d 164H%d" % (start, end))
    p.arrow("M758 164H794", "lost")
    p.lines(109, 244, "sent per second", look="green", anchor="start")
    p.lines(481, 244, "attempts, failures,", "time in the function", look="green", anchor="start")
    p.lines(701, 244, "latency from the source", "to the sink", look="green", anchor="start")
    p.lines(109, 282, "one outgoing connection", "for each instance", look="soft", anchor="start")
    p.box("proxy", 30, 320, 900, 78, "prometheus-rsocket-proxy",
          "asks all of them at the same time, leaves out who is late, and answers with one exposition")
    p.box("other", 350, 456, 260, 70, "Prometheus", "recording and alert rules")
    p.box("other", 30, 456, 190, 70, "Alertmanager", "tells you")
    p.box("other", 720, 456, 210, 70, "Grafana", "Streams, Applications")
    p.arrow("M480 455V401", "ask")
    p.text(493, 434, "scrapes every 5 seconds", "blue", "start")
    p.arrow("M349 491H223", "lost")
    p.text(286, 481, "alerts", "amber")
    p.arrow("M719 491H613", "ask")
    p.text(667, 481, "queries", "blue")
    return p


# ---- Task monitoring ----------------------------------------------------------------------------------------------


def task():
    p = Picture(640, "How a task is monitored", (
        "Data Flow, cron or a build launches a task, which runs a job with two steps and ends. The starter in it opens one connection "
        "to the proxy and pushes the last metrics as the task ends; the proxy writes them to its disk and only then acknowledges "
        "them. It keeps them for two minutes: they are part of every scrape. Below, over time: a task of three seconds falls between "
        "two scrapes that are five seconds apart, and no scrape meets it. Its final push is in all scrapes of the next two minutes."))
    p.box("other", 30, 52, 150, 88, "launcher", "Data Flow, cron,", "a build, a shell")
    p.arrow("M181 96H225")
    p.rect(228, 34, 240, 124, "task")
    p.text(348, 62, "task", "name")
    for x, words in ((251, "read"), (315, "work"), (379, "write")):
        p.rect(x, 76, 58, 26, "empty", 6)
        p.text(x + 29, 94, words, "soft")
    for x in (310, 374):
        p.arrow("M%d 89h4" % x, head=False)
    p.pill(348, 133, "starter")
    p.arrow("M392 133H622", "once")
    p.lines(482, 94, "last metrics", "as it ends", look="green", anchor="start")
    p.lines(482, 158, "acknowledged", "once on disk", look="soft", anchor="start")
    p.rect(625, 34, 305, 168, "proxy")
    p.text(777, 64, "prometheus-rsocket-proxy", "name white")
    p.rect(637, 80, 281, 110, "body", 6)
    for y, execution, exit_code, left in ((88, 41, 0, "0:40"), (121, 42, 5, "1:20"), (154, 43, 0, "2:00")):
        p.rect(645, y, 265, 28, "late" if exit_code else "slot", 6)
        p.text(655, y + 19, "execution %d, exit code %d" % (execution, exit_code), anchor="start")
        p.text(900, y + 19, left, "soft", "end")
    p.box("other", 667, 250, 220, 44, "Prometheus")
    p.arrow("M777 249V205", "ask")
    p.text(790, 231, "scrapes", "blue", "start")
    p.box("other", 228, 250, 240, 44, "Grafana")
    p.arrow("M469 272H664", "ask")
    p.text(566, 262, "queries", "blue")
    p.rect(30, 328, 900, 286, "zone")
    p.text(54, 360, "Three seconds of work, a scrape every five", "name", "start")

    def at(second):
        return 220 + 17 * second if second <= 25 else 710 + 17 * (second - 120)

    p.text(54, 414, "task", anchor="start")
    p.text(54, 474, "proxy", anchor="start")
    p.text(54, 534, "Prometheus", anchor="start")
    for y in (409, 469, 529):
        p.arrow("M196 %dH900" % y, "rule", head=False)
    start, end = 6.2, 9.2
    p.rect(at(start), 393, at(end) - at(start), 32, "task", 6)
    p.text(at(end) + 14, 400, "works, ends, and is gone before any scrape meets it", "soft", "start")
    p.arrow("M%g 427V450" % at(end), "line")
    p.text(at(end) + 14, 446, "its final push is kept for 2 minutes", "green", "start")
    p.rect(at(end), 453, at(120 + end) - at(end), 32, "slot", 6)
    for second in (0, 5, 10, 15, 20, 25, 120, 125, 130):
        has = end < second < 120 + end
        p.arrow("M%g %dV%d" % (at(second), 517, 488 if has else 517), "line" if has else "rule", head=False)
        p.add("circle", class_="in-green" if has else "other", cx=at(second), cy=529, r=9 if has else 8)
        p.text(at(second), 562, "%d:%02d" % divmod(second, 60), "soft")
    for y in (469, 529):
        p.rect(668, y - 20, 20, 40, "gap", 0)
        p.text(678, y + 4, "…", "soft")
    p.add("circle", class_="in-green", cx=228, cy=592, r=7)
    p.text(242, 597, "scrape with the task's metrics", "green", "start")
    p.add("circle", class_="other", cx=494, cy=592, r=6)
    p.text(508, 597, "scrape without", "soft", "start")
    return p


# ---- A scrape's way -----------------------------------------------------------------------------------------------

STEPS = (
    "Prometheus asks the proxy, and says when it will give up: after 4 seconds.",
    "The proxy asks all apps at the same time, over the connections that they have opened.",
    "Each app answers with what its meters say now, compressed and sealed.",
    "An app that is late is left out, and reported as down. Nobody waits for it.",
    "What a task pushed last is added. One HELP and one TYPE a metric, no series twice.",
    "One exposition goes back, in time.",
)

# When each step begins in the animation, and when it ends; in seconds.
BEGINS = (0.2, 2.4, 5.0, 7.8, 10.8, 13.6)
END, FRAMES_PER_SECOND = 16.8, 12.5
ROWS = (("source", 96), ("processor", 168), ("sink", 240), ("task", 312))


def scrape(moment=None, theme="both"):
    """The way of one scrape: as a whole with numbers, or how things stand at a moment of it."""
    still = moment is None
    p = Picture(660 if still else 500, "A scrape's way", " ".join("%d. %s" % step for step in enumerate(STEPS, 1)), theme)

    def part(start, length):
        """How much of something is over that begins at start: 0 to 1, slow at both ends."""
        over = min(1, max(0, (moment - start) / length))
        return (1 - math.cos(math.pi * over)) / 2

    def travel(x1, x2, y, start, length, look):
        """Something on its way: a question is a ball, metrics are a sheet with lines."""
        if still or not start <= moment < start + length:
            return
        x = x1 + (x2 - x1) * part(start, length)
        if look == "ask":
            p.add("circle", class_="in-blue", cx=x, cy=y, r=8)
        else:
            p.rect(x - 11, y - 13, 22, 26, "in-green", 4)
            for line in (-5, 0, 5):
                p.rect(x - 6, y + line - 1, 12 if line < 5 else 7, 2, "sheet", 1)

    def since(step, delay=0.0):
        return still or moment >= BEGINS[step - 1] + delay

    done = since(6, 1.5)
    p.rect(30, 177, 170, 96, "slot" if done and not still else "other")
    p.text(115, 219, "Prometheus", "name")
    p.text(115, 243, "stores it" if done and not still else "every 5 seconds", "soft")
    p.rect(310, 30, 320, 390, "proxy")
    p.text(470, 62, "prometheus-rsocket-proxy", "name white")
    p.rect(322, 80, 296, 328, "body", 6)
    # Between Prometheus and the proxy.
    for look, path in (("ask", "M201 203H307"), ("line", "M309 247H203")):
        p.arrow(path, look if still else "rule", head=still)
    travel(214, 298, 203, BEGINS[0], 1.2, "ask")
    travel(298, 214, 247, BEGINS[5] + 0.2, 1.3, "sheet")
    # Between the proxy and the apps, each with its connection; and what the proxy has of each.
    answers = {"source": (BEGINS[2] + 0.2, 1.1), "processor": (BEGINS[2] + 0.6, 1.3)}
    for name, y in ROWS:
        middle = y + 28
        if name == "task":
            p.rect(790, y, 140, 56, "gone")
            p.text(860, middle - 2, name, "name soft")
            p.text(860, middle + 17, "has ended", "soft")
        else:
            p.rect(790, y, 140, 56, "app")
            p.text(860, middle - 2 if name == "sink" else middle + 5.5, name, "name")
            if name == "sink":
                p.text(860, middle + 17, "is slow", "soft")
            if still:
                p.arrow("M632 %dH787" % (middle - 10), "ask")
                if name == "sink":
                    p.arrow("M788 %dH728" % (middle + 10), "lost", head=False)
                else:
                    p.arrow("M788 %dH633" % (middle + 10), "line")
            else:
                p.arrow("M631 %dH789" % middle, "connection", head=False)
                travel(642, 780, middle, BEGINS[1], 1.0, "ask")
                if name in answers:
                    travel(776, 646, middle, *answers[name], "sheet")
        look, words = {
            "source": ("slot", "source: 412 samples"), "processor": ("slot", "processor: 587 samples"),
            "sink": ("late", "sink: timeout"), "task": ("slot", "task: final push"),
        }[name]
        if name in answers and not still and moment < sum(answers[name]):
            look, words = "empty", name
        elif name == "sink" and not since(4, 0.4):
            look, words = "empty", "sink"
        elif name == "task" and not since(5, 0.3):
            look, words = "task", "task: final push, kept"
        p.rect(336, y + 6, 268, 44, look, 8)
        p.text(352, middle + 5, words, "amber" if look == "late" else "soft" if look == "empty" else "", "start")
    # Prometheus waits for four seconds, the proxy a tenth less.
    waited = 3.6 if still else 3.6 * min(1, max(0, (moment - BEGINS[0] - 1.2) / (BEGINS[3] - BEGINS[0] - 1.2)))
    over = waited == 3.6
    p.rect(336, 386, 222, 10, "empty", 5)
    p.rect(336, 386, 222 * waited / 4, 10, "in-amber" if over else "in-blue", 5)
    p.arrow("M%g 381V401" % (336 + 222 * 0.9), "lost" if over else "flow", head=False)
    p.text(604, 396, "%.1f s" % waited, "amber" if over else "soft", "end")
    if still:
        for step, x, y in ((1, 230, 203), (2, 664, 114), (3, 752, 134), (4, 708, 278), (5, 604, 340), (6, 280, 247)):
            p.badge(x, y, step)
        for step, words in enumerate(STEPS, 1):
            y = 434 + 32 * step
            p.badge(58, y, step)
            p.text(84, y + 5, words, anchor="start", style="font-size:15px")
    else:
        step = max([index for index, begin in enumerate(BEGINS, 1) if moment >= begin], default=1)
        p.badge(58, 460, step)
        p.text(84, 466, STEPS[step - 1], anchor="start", style="font-size:17px")
    return p


# ---- Writing them -------------------------------------------------------------------------------------------------

PICTURES = {"overview": overview, "stream": stream, "task": task, "scrape": scrape}


def palette(theme):
    """The colors of a theme, and those on the edges between two of them, as an image in the format PPM."""
    index = ("light", "dark").index(theme)
    plain = {name: [int(values[index][at:at + 2], 16) for at in (1, 3, 5)] for name, values in COLORS.items()}
    colors = list(plain.values())
    for below in ("page", "paper", "tint", "warm", "fill"):
        for above in ("ink", "soft", "green", "blue", "amber", "white", "grey", "edge"):
            for share in (0.25, 0.5, 0.75):
                colors.append([round(share * a + (1 - share) * b) for a, b in zip(plain[above], plain[below])])
    return "P3 %d 1 255 %s\n" % (len(colors), " ".join(str(part) for color in colors for part in color))


def draw_gif(name, theme):
    """A frame is the picture at its moment. All have the same colors, so that what stands still is stored once."""
    tools = [shutil.which("rsvg-convert"), shutil.which("magick") or shutil.which("convert-im6.q16") or shutil.which("convert")]
    if None in tools:
        sys.exit("--gif needs rsvg-convert and ImageMagick: apt-get install librsvg2-bin imagemagick")
    frames = []
    for index in range(round(END * FRAMES_PER_SECOND)):
        svg = scrape(index / FRAMES_PER_SECOND, theme).svg()
        if frames and frames[-1][0] == svg:
            frames[-1][1] += 1
        else:
            frames.append([svg, 1])
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "palette.ppm").write_text(palette(theme))
        command = [tools[1], "-loop", "0"]
        for index, (svg, count) in enumerate(frames):
            png = "%s/%03d.png" % (folder, index)
            subprocess.run([tools[0], "--width", str(WIDTH), "--output", png], input=svg.encode(), check=True)
            command += ["-delay", str(round(100 * count / FRAMES_PER_SECOND)), png]
        subprocess.run([*command, "-background", COLORS["page"][theme == "dark"], "-alpha", "remove", "+dither", "-remap",
                        folder + "/palette.ppm", "-layers", "OptimizeFrame", FOLDER / name], check=True)


def main(arguments):
    if any(argument not in ("--check", "--gif") for argument in arguments):
        sys.exit(__doc__)
    for name, picture in PICTURES.items():
        file, text = FOLDER / (name + ".svg"), picture().svg()
        if "--check" not in arguments:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            sys.exit("%s is not what images/draw.py draws: change draw.py, then run it" % file.name)
    if "--gif" in arguments:
        draw_gif("scrape.gif", "light")
        draw_gif("scrape-dark.gif", "dark")


if __name__ == "__main__":
    main(sys.argv[1:])
