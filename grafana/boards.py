#!/usr/bin/env python3
"""Writes the dashboards of this folder: python3 grafana/boards.py
With --check it writes nothing, and fails if that would change a dashboard.

Each function at the end is a dashboard, from top to bottom as it is on the screen. A panel is a line for its title, unit and
width (of 24), one for its description, and its queries with their legends.
"""

import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent / "dashboards"
CHECK = sys.argv[1:] == ["--check"]
PROMETHEUS = {"type": "prometheus", "uid": "${datasource}"}

# ---- Pieces of dashboards -----------------------------------------------------------------------------------------


def query(expr, legend="", instant=False):
    """A query over time, or with instant=True one for the end of the time range."""
    return {"expr": " ".join(expr.split()), "legendFormat": legend, "instant": instant}


def panel(kind, title, unit, width, description, *queries, options=None, custom=None, overrides=(), **more):
    """A panel. What is in `more` is: `steps` of thresholds, `min`, `max`, `decimals`, `interval`, `height`,
    `transformations`.
    """
    targets = []
    for index, one in enumerate(queries):
        target = {"refId": chr(ord("A") + index), "datasource": PROMETHEUS, "expr": one["expr"], "legendFormat": one["legendFormat"]}
        target |= {"instant": True, "range": False} if one["instant"] else {"range": True}
        if kind == "table":
            target["format"] = "table"
        targets.append(target)
    steps = [{"color": color, "value": value} for value, color in more.get("steps", [(None, "green")])]
    defaults = {
        "unit": unit,
        "mappings": [],
        "color": {"mode": "palette-classic" if kind == "timeseries" else "thresholds"},
        "thresholds": {"mode": "absolute", "steps": steps},
        **{name: more[name] for name in ("min", "max", "decimals", "noValue") if name in more},
    }
    if custom:
        defaults["custom"] = custom
    result = {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": PROMETHEUS,
        "gridPos": {"w": width} | ({"h": more["height"]} if "height" in more else {}),
        "fieldConfig": {"defaults": defaults, "overrides": list(overrides)},
        "options": options or {},
        "targets": targets,
    }
    return result | {name: more[name] for name in ("interval", "transformations") if name in more}


def stat(title, unit, width, description, one, **more):
    """One number. Over time it has a small graph."""
    return panel("stat", title, unit, width, description, one, options={
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "colorMode": "value", "graphMode": "none" if one["instant"] else "area", "textMode": "value", "justifyMode": "center",
    }, **more)


def numbers(title, unit, width, description, *queries, **more):
    """Some numbers side by side, each with its name."""
    return panel("stat", title, unit, width, description, *queries, options={
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "colorMode": "value", "graphMode": "none", "textMode": "value_and_name", "justifyMode": "center", "orientation": "vertical",
        "text": {"titleSize": 13, "valueSize": 26},
    }, **more)


def lines(title, unit, width, description, *queries, style="line", stacked=False, legend="bottom",
          calcs=("mean", "max", "lastNotNull"), most=None, **more):
    """Values over time; style is line, bars or points, and legend the place of it. With `most`, a heading of the legend, those that
    have most of it come first.
    """
    return panel("timeseries", title, unit, width, description, *queries, custom={
        "drawStyle": style, "lineWidth": 1, "fillOpacity": {"bars": 80}.get(style, 30 if stacked else 4), "pointSize": 7,
        "showPoints": "always" if style == "points" else "never", "spanNulls": False,
        "stacking": {"mode": "normal" if stacked else "none", "group": "A"},
        "thresholdsStyle": {"mode": "dashed" if "steps" in more else "off"},
    }, options={
        "legend": {"displayMode": "table", "placement": legend, "showLegend": True, "calcs": list(calcs)}
                  | ({"sortBy": most, "sortDesc": True} if most else {}),
        "tooltip": {"mode": "multi", "sort": "desc"},
    }, **({"min": 0} | more))


def bars(title, unit, width, description, *queries, names="left", **more):
    """A horizontal bar for each series, with its name at the left or on top."""
    return panel("bargauge", title, unit, width, description, *queries, options={
        "orientation": "horizontal", "displayMode": "basic", "showUnfilled": True, "valueMode": "color", "namePlacement": names,
        "minVizHeight": 12, "maxVizHeight": 28, "minVizWidth": 8, "sizing": "auto", "text": {"titleSize": 12, "valueSize": 13},
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
    }, **({"min": 0} | more))


def table(title, width, description, columns, *queries, sort=None, **more):
    """A row for each series, with its labels and one column for each query.

    columns: the labels and queries ("A", "B") to show, in this order, as {name: (heading, properties)}.
    """
    names = {name if len(name) > 1 else "Value #" + name: column for name, column in columns.items()}
    overrides = [
        {"matcher": {"id": "byName", "options": heading}, "properties": [{"id": key, "value": value} for key, value in properties.items()]}
        for heading, properties in names.values() if properties
    ]
    hidden = {"Time": True} | {name: True for name in more.pop("hidden", ())}
    return panel("table", title, "short", width, description, *queries, custom={
        "align": "auto", "cellOptions": {"type": "auto"}, "filterable": False,
    }, options={
        "showHeader": True, "cellHeight": "sm", "footer": {"show": False, "reducer": ["sum"], "countRows": False, "fields": ""},
        "sortBy": [{"displayName": sort[0], "desc": sort[1]}] if sort else [],
    }, overrides=overrides, transformations=[
        {"id": "merge", "options": {}},
        {"id": "organize", "options": {
            "excludeByName": hidden, "indexByName": {name: index for index, name in enumerate(names)},
            "renameByName": {name: heading for name, (heading, _) in names.items()}, "includeByName": {},
        }},
    ], **more)


def variable(name, label, values, include_missing=False):
    """A variable with all values of a label. include_missing: `All` includes series without that label."""
    result = {
        "name": name, "label": label, "type": "query", "datasource": PROMETHEUS,
        "query": {"query": values, "refId": "v"}, "definition": values, "refresh": 2, "sort": 7, "regex": "", "hide": 0,
        "multi": True, "includeAll": True, "current": {"text": ["All"], "value": ["$__all"]}, "options": [],
    }
    return result | ({"allValue": ".*"} if include_missing else {})


DATASOURCE = {
    "name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus", "refresh": 1, "regex": "", "hide": 0,
    "multi": False, "includeAll": False, "current": {"text": "Prometheus", "value": "prometheus"}, "options": [],
}


def dashboard(name, title, description, variables, *rows):
    """Writes a dashboard. Each row: its title, the height of its panels that have none of their own, the panels. They flow from
    left to right.
    """
    panels, y = [], 0
    for row, height, content in rows:
        panels.append({"type": "row", "title": row, "collapsed": False, "panels": [], "gridPos": {"x": 0, "y": y, "w": 24, "h": 1}})
        x, y, below = 0, y + 1, y + 1
        for one in content:
            width, own_height = one["gridPos"]["w"], one["gridPos"].get("h", height)
            if x + width > 24:
                x, y = 0, below
            one["gridPos"] = {"x": x, "y": y, "w": width, "h": own_height}
            panels.append(one)
            x, below = x + width, max(below, y + own_height)
        y = below
    board = {
        "uid": "dataflow-" + name, "title": title, "description": description, "tags": ["dataflow-monitoring"],
        "schemaVersion": 41, "version": 1, "editable": True, "graphTooltip": 1, "refresh": "10s", "timezone": "browser",
        "time": {"from": "now-15m", "to": "now"}, "timepicker": {},
        "links": [{
            "type": "dashboards", "title": "Dataflow Monitoring", "tags": ["dataflow-monitoring"], "asDropdown": False, "icon": "dashboard",
            "includeVars": True, "keepTime": True, "targetBlank": False, "tooltip": "", "url": "",
        }],
        "annotations": {"list": [{
            "name": "Alerts", "datasource": PROMETHEUS, "enable": True, "hide": False, "iconColor": "red", "titleFormat": "{{alertname}}",
            "expr": 'ALERTS{alertname=~"Dataflow.+", alertstate="firing"}', "step": "30s", "useValueForTime": False,
        }]},
        "templating": {"list": [DATASOURCE, *variables]},
        "panels": [{"id": number} | one for number, one in enumerate(panels, 1)],
    }
    file, text = FOLDER / (name + ".json"), json.dumps(board, indent=2, ensure_ascii=False) + "\n"
    if not CHECK:
        file.write_text(text, encoding="utf-8")
    elif file.read_text(encoding="utf-8") != text:
        sys.exit("%s.json is not what boards.py writes: change boards.py, then run it" % name)


# ---- Pieces of panels ---------------------------------------------------------------------------------------------

SHARE = [(None, "green"), (0.01, "yellow"), (0.05, "red")]
NONE_IS_GOOD = [(None, "green"), (1, "red")]
FULL = [(None, "green"), (0.6, "yellow"), (0.8, "red")]
NEUTRAL = [(None, "blue")]

# Of series that end while others go on: the last value of one that has ended would look like that of now.
COME_AND_GO = ("mean", "max")


def colored(name, color):
    """The series with this name in this color."""
    return {"matcher": {"id": "byRegexp", "options": name}, "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": color}}]}


def text_colors(**values):
    """Cells in the color of their text; `others` for all that are not named."""
    mappings = [{"type": "value", "options": {value: {"color": color, "index": index}
                 for index, (value, color) in enumerate(values.items()) if value != "others"}}]
    if "others" in values:
        mappings.append({"type": "regex", "options": {"pattern": ".+", "result": {"color": values["others"], "index": 9}}})
    return {"mappings": mappings, "custom.cellOptions": {"type": "color-text"}}


def thresholds(steps):
    """Cells in the color of their value."""
    return {"thresholds": {"mode": "absolute", "steps": [{"color": color, "value": value} for value, color in steps]},
            "custom.cellOptions": {"type": "color-text"}, "color": {"mode": "thresholds"}}


def link(title, board, **variables):
    """To another dashboard, with the time range and these variables."""
    values = "".join("&var-%s=${__data.fields.%s}" % (name, field) for name, field in variables.items())
    return {"links": [{"title": title, "url": "/d/dataflow-%s?${__url_time_range}&${datasource:queryparam}%s" % (board, values),
                       "targetBlank": False}]}


# ---- Streams ------------------------------------------------------------------------------------------------------


def streams():
    own = 'stream_name=~"$stream", application_name=~"$app", instance=~"$instance"'
    # Spring Cloud Stream counts in the input channel each attempt to handle a message, with any binder. Bindings are called
    # "input" and "output", as by Data Flow, or "<function>-in-0" and "<function>-out-0".
    attempts = 'spring_integration_send_seconds_count{%s, type="channel", name=~"input|.+-in-[0-9]+"}' % own
    handled = attempts[:-1] + ', result="success"}'
    failed = attempts[:-1] + ', result="failure"}'
    sent = 'spring_integration_send_seconds_count{%s, type="channel", name=~"output|.+-out-[0-9]+", result="success"}' % own
    given_up = 'spring_integration_send_seconds_count{%s, type="channel", name=~".+[.]errors"}' % own
    function = "spring_cloud_function_seconds_%%s{%s}" % own
    # Each instance of an app gives the same number for a topic.
    waiting = "max by (stream_name, application_name, topic, group) (spring_cloud_stream_binder_kafka_offset{%s})" % own
    app = "{{stream_name}} {{application_name}}"

    def per_app(metric):
        return "sum by (stream_name, application_name) (rate(%s[$__rate_interval]))" % metric

    def percentile(share):
        return query("""histogram_quantile(%s, sum by (stream_name, application_name, le) (rate(%s[$__rate_interval])))"""
                     % (share, function % "bucket"), app + " %g %%" % (share * 100))

    def latency(share):
        return query("histogram_quantile(%s, sum by (stream_name, le) (rate(demo_order_latency_seconds_bucket{%s}[$__rate_interval])))"
                     % (share, own), "{{stream_name}} %g %%" % (share * 100))

    dashboard(
        "streams", "Streams", "Throughput, time, errors and lag of streams and of the apps in them.",
        [variable("stream", "Stream", 'label_values(process_uptime_seconds{stream_name!=""}, stream_name)'),
         variable("app", "App in the stream", 'label_values(process_uptime_seconds{stream_name=~"$stream"}, application_name)'),
         variable("instance", "Instance",
                  'label_values(process_uptime_seconds{stream_name=~"$stream", application_name=~"$app"}, instance)')],
        ("Now", 4, [
            stat("Instances", "none", 4, "Instances of stream apps that Prometheus has metrics of.",
                 query("count(group by (instance, application_name) (process_uptime_seconds{%s}))" % own), steps=NEUTRAL),
            stat("Handled", "mps", 4, "Messages per second that an app has handled successfully, all apps added up.",
                 query("sum(rate(%s[$__rate_interval]))" % handled), steps=NEUTRAL),
            stat("Failed attempts", "percentunit", 4, "Share of the attempts to handle a message that fail.",
                 query("(sum(rate(%s[$__rate_interval])) or vector(0)) / (sum(rate(%s[$__rate_interval])) > 0)" % (failed, attempts)),
                 steps=SHARE, decimals=1),
            stat("Given up", "none", 4, "Messages in the time range whose last attempt failed: dead letters, or lost where there is no "
                 "dead-letter topic.", query("sum(increase(%s[$__range])) or vector(0)" % given_up, instant=True),
                 steps=NONE_IS_GOOD, decimals=0),
            stat("Waiting", "short", 4, "Messages in Kafka that the apps have not read yet.",
                 query("sum(%s)" % waiting), steps=[(None, "green"), (100, "yellow"), (1000, "red")]),
            stat("Time, 95 %", "s", 4, "95 of 100 attempts take no longer than this in the app's function.",
                 query("histogram_quantile(0.95, sum by (le) (rate(%s[$__rate_interval])))" % (function % "bucket")), steps=NEUTRAL),
        ]),
        ("Throughput", 9, [
            lines("Messages handled", "mps", 12, "Messages per second that each app has received and handled successfully, retries "
                  "counted once.", query(per_app(handled), app)),
            lines("Messages sent", "mps", 12, "Messages per second that each app has sent.", query(per_app(sent), app)),
        ]),
        ("Time", 12, [
            lines("Time in the function, percentiles", "s", 12, "How long an attempt takes in the app's function. Needs buckets in the "
                  "app: management.metrics.distribution.slo.spring.cloud.function, as in the sample apps, or "
                  "…percentiles-histogram…=true. Exact only to the width of a bucket.",
                  percentile(0.5), percentile(0.95), percentile(0.99), calcs=("mean", "max")),
            lines("Time in the function, mean and longest", "s", 12, "How long an attempt takes in the app's function: the mean, and "
                  "the longest of the last minutes.",
                  query("%s / (%s > 0)" % (per_app(function % "sum"), per_app(function % "count")), app + " mean"),
                  query("max by (stream_name, application_name) (%s)" % (function % "max"), app + " longest"), calcs=("mean", "max")),
        ]),
        ("Errors", 9, [
            lines("Failed attempts by exception", "ops", 12, "Failed attempts per second, by the exception that the app's function threw. "
                  "Most are retried.",
                  query('sum by (stream_name, application_name, error) (rate(spring_cloud_function_seconds_count{%s, error!="none"}'
                        "[$__rate_interval]))" % own, app + " {{error}}")),
            lines("Share of failed attempts", "percentunit", 12, "Share of the attempts to handle a message that fail. The line is "
                  "where the alert DataflowErrorRate begins.",
                  query("(%s or 0 * %s) / (%s > 0)" % (per_app(failed), per_app(attempts), per_app(attempts)), app),
                  steps=[(None, "transparent"), (0.05, "red")]),
            lines("Given up", "mps", 12, "Messages per second whose last attempt failed, with any binder: they go to a dead-letter topic, "
                  "or are lost where there is none.", query(per_app(given_up), app)),
            lines("Dead letters by topic", "mps", 12, "Messages per second that are sent to Kafka's dead-letter topics.",
                  query('sum by (stream_name, topic) (rate(kafka_producer_topic_record_send_total{%s, topic=~"error[.].+"}'
                        "[$__rate_interval]))" % own, "{{stream_name}} {{topic}}")),
        ]),
        ("Lag", 9, [
            lines("Messages waiting", "short", 8, "Messages in Kafka that the app's group has not read yet. Looked up from outside, so true "
                  "also while the consumer stands still.", query(waiting, app + " {{topic}}")),
            lines("Time to catch up", "s", 8, "How long the app needs for the messages that wait, at the rate at which it handles messages "
                  "now and if no more came.",
                  query("sum by (stream_name, application_name) (%s) / (%s > 0)" % (waiting, per_app(handled)), app)),
            lines("Lag by partition", "short", 8, "The lag of each partition, as the consumer sees it. One that stands out has a key that "
                  "is too frequent, or an instance that hangs.",
                  query("max by (stream_name, application_name, topic, partition) (kafka_consumer_fetch_manager_records_lag{%s})" % own,
                        "{{topic}} {{partition}}"), calcs=("max", "lastNotNull")),
        ]),
        ("Kafka", 9, [
            lines("Kafka's answer to sends", "ms", 8, "How long Kafka takes to acknowledge what an app sends.",
                  query("max by (stream_name, application_name) (kafka_producer_request_latency_avg{%s} >= 0)" % own, app)),
            lines("Sends that failed", "mps", 8, "Messages per second that could not be sent. What a source cannot send is lost.",
                  query(per_app("kafka_producer_record_error_total{%s}" % own), app)),
            lines("Time since the last poll", "s", 8, "How long ago a consumer asked for messages. At max.poll.interval.ms, 5 minutes by "
                  "default, Kafka gives its partitions to others.",
                  query("max by (stream_name, application_name) (kafka_consumer_last_poll_seconds_ago{%s} >= 0)" % own, app)),
        ]),
        ("Instances", 6, [
            table("Instances", 24, "Each instance of each app. Click on one for its JVM.", {
                "stream_name": ("Stream", {}),
                "application_name": ("App", {}),
                "application_type": ("Type", {}),
                "instance": ("Instance", link("Its JVM", "applications", stream="Stream", app="App", instance="Instance")),
                "A": ("Running for", {"unit": "s"}),
                "B": ("Handled", {"unit": "mps", "decimals": 1}),
                "C": ("Sent", {"unit": "mps", "decimals": 1}),
                "D": ("Failed attempts", {"unit": "percentunit", "decimals": 1} | thresholds(SHARE)),
                "E": ("Partitions", {"unit": "none"}),
            }, *[query("%s by (stream_name, application_name, application_type, instance) (%s)" % (operator, expr), instant=True)
                 for operator, expr in (
                     ("max", "process_uptime_seconds{%s}" % own),
                     ("sum", "rate(%s[$__rate_interval])" % handled),
                     ("sum", "rate(%s[$__rate_interval])" % sent))],
                query("""sum by (stream_name, application_name, application_type, instance) (rate(%s[$__rate_interval]))
                    / sum by (stream_name, application_name, application_type, instance) (rate(%s[$__rate_interval]))"""
                      % (failed, attempts), instant=True),
                query("sum by (stream_name, application_name, application_type, instance) "
                      "(kafka_consumer_coordinator_assigned_partitions{%s})" % own, instant=True),
                sort=("Stream", False)),
        ]),
        ("The demo's own metrics: put yours here", 9, [
            lines("Orders by app", "mps", 8, "Orders per second that the source has placed, the processor has priced and the sink has "
                  "received.", *[query("sum(rate(demo_orders_%s_total{%s}[$__rate_interval]))" % (step, own), step)
                                 for step in ("placed", "priced", "received")]),
            lines("Turnover", "currencyEUR", 8, "What the orders that the sink receives in a second are worth, by region.",
                  query("sum by (region) (rate(demo_order_value_total{%s}[$__rate_interval]))" % own, "{{region}}"), stacked=True),
            lines("Time from source to sink", "s", 8, "How long orders take from their placing to the sink.",
                  latency(0.5), latency(0.95), latency(0.99)),
        ]),
    )


# ---- Applications -------------------------------------------------------------------------------------------------


def applications():
    # Tasks are on a dashboard of their own.
    own = 'stream_name=~"$stream", application_name=~"$app", application=~"$application", instance=~"$instance", spring_cloud_task_name=""'
    by = "application, stream_name, application_name, instance"
    who = "{{application}} {{instance}}"
    selected = 'label_values(process_uptime_seconds{%sspring_cloud_task_name=""}, %s)'
    heap = 'sum by (%s) (jvm_memory_used_bytes{%s, area="heap"})' % (by, own)
    # -1 is no limit of a pool's own.
    heap_limit = 'sum by (%s) (jvm_memory_max_bytes{%s, area="heap"} > 0)' % (by, own)

    def of(operator, metric, more=""):
        return "%s by (%s) (%s{%s%s})" % (operator, by, metric, own, more)

    def rate(metric, more=""):
        return "sum by (%s) (rate(%s{%s%s}[$__rate_interval]))" % (by, metric, own, more)

    dashboard(
        "applications", "Applications", "JVM, CPU, memory and connections of stream apps and other apps that run on, per instance.",
        [variable("stream", "Stream", 'label_values(process_uptime_seconds{stream_name!=""}, stream_name)', include_missing=True),
         variable("app", "App in the stream", 'label_values(process_uptime_seconds{stream_name=~"$stream", application_name!=""}, '
                  "application_name)", include_missing=True),
         variable("application", "Application", selected % ('stream_name=~"$stream", application_name=~"$app", application!="", ',
                                                            "application")),
         variable("instance", "Instance", selected % ('stream_name=~"$stream", application_name=~"$app", application=~"$application", ',
                                                      "instance"))],
        ("Now", 4, [
            stat("Instances", "none", 4, "Instances that Prometheus has metrics of.",
                 query("count(group by (%s) (process_uptime_seconds{%s}))" % (by, own)), steps=NEUTRAL),
            stat("Busiest CPU", "percentunit", 4, "Of all CPUs of its machine, what the busiest instance uses.",
                 query("max(process_cpu_usage{%s})" % own), steps=FULL),
            stat("Fullest heap", "percentunit", 4, "What is in use of its largest size, in the instance that has the fullest one.",
                 query("max(%s / %s)" % (heap, heap_limit)), steps=[(None, "green"), (0.85, "yellow"), (0.95, "red")]),
            stat("Most garbage collection", "percentunit", 4, "Share of its CPU time that an instance spends collecting garbage.",
                 query("max(jvm_gc_overhead{%s})" % own), steps=[(None, "green"), (0.05, "yellow"), (0.2, "red")], decimals=1),
            stat("Errors logged", "none", 4, "Lines at level error in the logs, in the time range.",
                 query('sum(increase(logback_events_total{%s, level="error"}[$__range]))' % own, instant=True),
                 steps=NONE_IS_GOOD, decimals=0),
            stat("Last start", "s", 4, "How long ago an instance started.", query("min(process_uptime_seconds{%s})" % own, instant=True),
                 steps=NEUTRAL),
        ]),
        ("CPU and memory", 9, [
            lines("CPU of the process", "percentunit", 12, "What each instance uses, of all CPUs of its machine.",
                  query(of("max", "process_cpu_usage"), who)),
            lines("CPU of the machine", "percentunit", 12, "What all processes together use on the machine, or in the container, that an "
                  "instance runs on.", query(of("max", "system_cpu_usage"), who)),
            lines("Heap", "bytes", 12, "What is in use, garbage that is not collected yet included.", query(heap, who)),
            lines("Heap after garbage collection", "percentunit", 12, "What is left in use of the old generation after a collection, as "
                  "a share of its largest size. If it only rises, memory leaks.", query(of("max", "jvm_memory_usage_after_gc"), who),
                  steps=[(None, "transparent"), (0.9, "red")]),
            lines("Memory outside of the heap", "bytes", 12, "Classes, compiled code and direct buffers.",
                  query('%s + %s' % (of("sum", "jvm_memory_used_bytes", ', area="nonheap"'), of("sum", "jvm_buffer_memory_used_bytes")), who)),
            lines("Allocation", "Bps", 12, "Memory that each instance allocates in a second.",
                  query(rate("jvm_gc_memory_allocated_bytes_total"), who)),
        ]),
        ("Garbage collection and threads", 9, [
            lines("Time in pauses", "percentunit", 8, "Share of the time in which garbage collection stops the app.",
                  query(rate("jvm_gc_pause_seconds_sum"), who)),
            lines("Longest pause", "s", 8, "The longest pause of the last minutes. A pause that is longer than a scrape may take makes the "
                  "proxy leave the app out.", query(of("max", "jvm_gc_pause_seconds_max"), who)),
            lines("Threads by state", "none", 8, "Threads of all selected instances. Many blocked ones wait for a lock.",
                  query("sum by (state) (jvm_threads_states_threads{%s})" % own, "{{state}}"), stacked=True, legend="right", calcs=("lastNotNull",),
                  overrides=[colored(*one) for one in (("runnable", "green"), ("blocked", "red"), ("waiting", "blue"),
                                                       ("timed-waiting", "light-blue"), ("new|terminated", "text"))]),
        ]),
        ("Connections", 9, [
            lines("Connections to Kafka", "none", 8, "Open connections of consumers and producers.",
                  query("%s + (%s or 0 * %s)" % (of("sum", "kafka_producer_connection_count"), of("sum", "kafka_consumer_connection_count"),
                                                 of("sum", "kafka_producer_connection_count")), who)),
            lines("Traffic with Kafka", "Bps", 8, "Bytes per second from Kafka and to it.",
                  query("sum by (application) (rate(kafka_consumer_incoming_byte_total{%s}[$__rate_interval]))" % own,
                        "{{application}} received"),
                  query("sum by (application) (rate(kafka_producer_outgoing_byte_total{%s}[$__rate_interval]))" % own,
                        "{{application}} sent"), legend="right", calcs=("lastNotNull",)),
            lines("Open files and sockets", "none", 8, "File descriptors in use. The limit is process_files_max_files.",
                  query(of("max", "process_files_open_files"), who)),
            lines("Last scrape through the proxy", "s", 12, "How long ago an instance answered a scrape of the proxy. More than the scrape "
                  "interval: the proxy does not ask, or the app is not connected.",
                  query("time() - %s" % of("max", "prometheus_rsocket_last_scrape_seconds"), who)),
            lines("Log", "cps", 12, "Warnings and errors that are logged in a second.",
                  query('sum by (application, level) (rate(logback_events_total{%s, level=~"warn|error"}[$__rate_interval]))' % own,
                        "{{application}} {{level}}"), legend="right", calcs=("mean", "max")),
        ]),
        ("Instances", 6, [
            table("Instances", 24, "Each instance. Click on a stream for its messages.", {
                "application": ("Application", {}),
                "stream_name": ("Stream", link("Its messages", "streams", stream="Stream", app="App")),
                "application_name": ("App", {}),
                "instance": ("Instance", {}),
                "A": ("Running for", {"unit": "s"}),
                "B": ("CPU", {"unit": "percentunit", "decimals": 1, "custom.width": 90} | thresholds(FULL)),
                "C": ("Heap", {"unit": "bytes", "custom.width": 110}),
                "D": ("Heap used", {"unit": "percentunit", "decimals": 0, "custom.width": 110} | thresholds([(None, "green"), (0.85, "yellow"), (0.95, "red")])),
                "E": ("Garbage collection", {"unit": "percentunit", "decimals": 2, "custom.width": 160}),
                "F": ("Threads", {"unit": "none", "custom.width": 90}),
                "version": ("Java", {"custom.width": 220}),
            }, query(of("max", "process_uptime_seconds"), instant=True), query(of("max", "process_cpu_usage"), instant=True),
                query(heap, instant=True), query("%s / %s" % (heap, heap_limit), instant=True),
                query(of("max", "jvm_gc_overhead"), instant=True), query(of("max", "jvm_threads_live_threads"), instant=True),
                query("group by (%s, version) (jvm_info{%s})" % (by, own), instant=True),
                sort=("Application", False), hidden=("Value #G",)),
        ]),
    )


# ---- Tasks and batch ----------------------------------------------------------------------------------------------


def tasks():
    # A task's series end with its final push, 2 minutes after it, and appear with their last value: look back, as `rate`
    # finds nothing. The same push can come through several proxies and scrapes: `max by`.
    own = 'spring_cloud_task_name=~"$task"'
    execution = "spring_cloud_task_name, spring_cloud_task_execution_id, spring_cloud_task_status, spring_cloud_task_exit_code, error, instance"
    ended = "spring_cloud_task_seconds_count"

    def back(metric, by, more=""):
        return "max by (%s) (last_over_time(%s{%s%s}[$__range]))" % (by, metric, own, more)

    def new(metric, by, more=""):
        """What has come in each interval: in it, but not in the one before."""
        one = "max by (%s) (last_over_time(%s{%s%s}[$__interval]%%s))" % (by, metric, own, more)
        return "(%s unless %s)" % (one % "", one % " offset $__interval")

    failures = "(%s or %s)" % (back(ended, execution, ', spring_cloud_task_status!="success"'),
                               back(ended, execution, ', spring_cloud_task_exit_code!="0"'))

    def step(part, expr):
        """Labels job and step, whatever Spring Batch calls them in this metric."""
        return """label_replace(label_replace(%s, "job_name", "$1", "spring_batch_%s_job_name", "(.*)"),
            "step_name", "$1", "spring_batch_%s_step_name", "(.*)")""" % (expr, part, part)

    def items(part, value, more="", operator="sum"):
        name, job, one = "spring_batch_%s" % part, "spring_batch_%s_job_name" % part, "spring_batch_%s_step_name" % part
        if part == "step":
            one = "spring_batch_step_name"
        inner = back("%s_seconds_%s" % (name, value), "spring_cloud_task_name, instance, %s, %s" % (job, one), more)
        expr = "%s by (spring_cloud_task_name, %s, %s) (%s)" % (operator, job, one, inner)
        replaced = step(part, expr) if part != "step" else (
            """label_replace(label_replace(%s, "job_name", "$1", "spring_batch_step_job_name", "(.*)"),
            "step_name", "$1", "spring_batch_step_name", "(.*)")""" % expr)
        return "max by (spring_cloud_task_name, job_name, step_name) (%s)" % replaced

    dashboard(
        "tasks", "Tasks and batch", "Executions of tasks, and the batch jobs and steps in them, however short they live. What has no time "
        "axis is about all executions that ended in the time range.",
        [variable("task", "Task", 'label_values(spring_cloud_task_seconds_count{spring_cloud_task_name!=""}, spring_cloud_task_name)')],
        ("In the time range", 4, [
            stat("Executions", "none", 4, "Executions that have ended.", query("count(%s) or vector(0)" % back(ended, execution), instant=True),
                 steps=NEUTRAL),
            stat("Failed", "none", 4, "Executions that ended with an exception, or with another exit code than 0.",
                 query("count(%s) or vector(0)" % failures, instant=True), steps=NONE_IS_GOOD),
            stat("Ended well", "percentunit", 4, "Share of the executions that did not fail.",
                 query("1 - (count(%s) or vector(0)) / count(%s)" % (failures, back(ended, execution)), instant=True),
                 steps=[(None, "red"), (0.9, "yellow"), (1, "green")], decimals=0),
            stat("Running", "none", 4, "Executions that run now. One that is shorter than a scrape interval may never be seen running.",
                 query("sum(max by (spring_cloud_task_name, instance) (spring_cloud_task_active_seconds_count{%s})) or vector(0)" % own),
                 steps=NEUTRAL),
            stat("Longest", "s", 4, "The longest execution.", query("max(%s)" % back("spring_cloud_task_seconds_sum", execution), instant=True),
                 steps=NEUTRAL),
            stat("Last end", "s", 4, "How long ago the last execution pushed its metrics and ended.",
                 query("time() - max(%s)" % back("prometheus_proxy_push_time_seconds", "instance"), instant=True), steps=NEUTRAL),
        ]),
        ("Executions", 9, [
            lines("Ended, by status", "none", 8, "Executions that ended in each interval. A failure is an exception that left the task; "
                  "an exit code other than 0 is in the table.",
                  query("count by (spring_cloud_task_name, spring_cloud_task_status) (%s)"
                        % new(ended, "spring_cloud_task_name, spring_cloud_task_status, instance"),
                        "{{spring_cloud_task_name}} {{spring_cloud_task_status}}"),
                  style="bars", stacked=True, calcs=("sum",), interval="30s", overrides=[colored(".*success", "green"), colored(".*failure", "red")]),
            lines("Durations", "s", 8, "How long executions took; one point for those that ended in an interval, at the longest of them.",
                  query("max by (spring_cloud_task_name, spring_cloud_task_status) (%s)"
                        % new("spring_cloud_task_seconds_sum", "spring_cloud_task_name, spring_cloud_task_status, instance"),
                        "{{spring_cloud_task_name}} {{spring_cloud_task_status}}"),
                  style="points", calcs=("mean", "max"), interval="30s", overrides=[colored(".*success", "green"), colored(".*failure", "red")]),
            bars("Exit codes", "none", 4, "Executions by exit code.",
                 query("count by (spring_cloud_task_exit_code) (%s)" % back(ended, execution), "exit code {{spring_cloud_task_exit_code}}", instant=True), names="top",
                 steps=[(None, "red")], overrides=[{"matcher": {"id": "byName", "options": "exit code 0"}, "properties": [
                     {"id": "thresholds", "value": {"mode": "absolute", "steps": [{"color": "green", "value": None}]}}]}]),
            bars("Outcomes of jobs", "none", 4, "Executions of batch jobs by job and status.",
                 query("count by (spring_batch_job_name, spring_batch_job_status) (%s)"
                       % back("spring_batch_job_seconds_count", "instance, spring_batch_job_name, spring_batch_job_status"),
                       "{{spring_batch_job_name}} {{spring_batch_job_status}}", instant=True), names="top",
                 steps=[(None, "red")], overrides=[{"matcher": {"id": "byRegexp", "options": ".*COMPLETED"}, "properties": [
                     {"id": "thresholds", "value": {"mode": "absolute", "steps": [{"color": "green", "value": None}]}}]}]),
            table("Executions", 24, "Each execution that ended, the last one first.", {
                "B": ("Ended", {"unit": "dateTimeAsSystem", "custom.width": 190}),
                "spring_cloud_task_name": ("Task", {}),
                "spring_cloud_task_execution_id": ("Execution", {"custom.width": 100}),
                "A": ("Duration", {"unit": "s", "decimals": 2, "custom.width": 110}),
                "spring_cloud_task_status": ("Status", text_colors(success="green", others="red") | {"custom.width": 110}),
                "spring_cloud_task_exit_code": ("Exit code", text_colors(**{"0": "green", "others": "red"}) | {"custom.width": 110}),
                "error": ("Error", text_colors(none="text", others="red")),
                "instance": ("Instance", {}),
            }, query(back("spring_cloud_task_seconds_sum", execution), instant=True),
                query("1000 * %s * on (spring_cloud_task_name, instance) group_left () %s" % (
                    back(ended, execution), back("prometheus_proxy_push_time_seconds", "spring_cloud_task_name, instance")), instant=True),
                sort=("Ended", True)),
        ]),
        ("Batch jobs, steps and items", 9, [
            table("Steps", 24, "Each step, all its executions in the time range together. Spring Batch counts the read that finds no more "
                  "item, too.", {
                "spring_cloud_task_name": ("Task", {}),
                "job_name": ("Job", {}),
                "step_name": ("Step", {}),
                "A": ("Executions", {"unit": "none"}),
                "B": ("Failed", {"unit": "none"} | thresholds(NONE_IS_GOOD)),
                "C": ("Longest", {"unit": "s", "decimals": 2}),
                "D": ("Reads", {"unit": "none"}),
                "E": ("Items processed", {"unit": "none"}),
                "F": ("Items failed", {"unit": "none"} | thresholds(NONE_IS_GOOD)),
                "G": ("Chunks written", {"unit": "none"}),
            }, query(items("step", "count"), instant=True),
                query(items("step", "count", ', spring_batch_step_status!="COMPLETED"'), instant=True),
                query(items("step", "sum", operator="max"), instant=True),
                query(items("item_read", "count"), instant=True),
                query(items("item_process", "count", ', spring_batch_item_process_status="SUCCESS"'), instant=True),
                query(items("item_process", "count", ', spring_batch_item_process_status!="SUCCESS"'), instant=True),
                query(items("chunk_write", "count"), instant=True), height=6),
            lines("Duration of jobs", "s", 8, "How long batch jobs took; one point for those that ended in an interval, at the longest.",
                  query("max by (spring_batch_job_name, spring_batch_job_status) (%s)"
                        % new("spring_batch_job_seconds_sum", "spring_batch_job_name, spring_batch_job_status, instance"),
                        "{{spring_batch_job_name}} {{spring_batch_job_status}}"),
                  style="points", calcs=("mean", "max"), interval="30s", overrides=[colored(".*COMPLETED", "green"), colored(".*FAILED", "red")]),
            lines("Duration of steps", "s", 8, "How long steps took; one point for those that ended in an interval, at the longest.",
                  query("max by (spring_batch_step_name) (%s)" % new("spring_batch_step_seconds_sum", "spring_batch_step_name, instance"),
                        "{{spring_batch_step_name}}"), style="points", calcs=("mean", "max"), interval="30s"),
            bars("Time per item", "s", 8, "Mean time to read an item, to process one, and to write a chunk of them.",
                 *[query("%s / %s" % (items(part, "sum"), items(part, "count")), "{{step_name}}: " + what, instant=True)
                   for part, what in (("item_read", "read"), ("item_process", "process"), ("chunk_write", "write a chunk"))], steps=NEUTRAL),
        ]),
        ("Final pushes and what tasks need", 9, [
            lines("Age of kept pushes", "s", 8, "How old the newest and the oldest final push are that the proxy still shows. At its retention "
                  "(2 minutes by default) a push leaves. It must be much longer than the scrape interval.",
                  query("time() - max by (spring_cloud_task_name) (prometheus_proxy_push_time_seconds{%s})" % own, "{{spring_cloud_task_name}} newest"),
                  query("time() - min by (spring_cloud_task_name) (prometheus_proxy_push_time_seconds{%s})" % own, "{{spring_cloud_task_name}} oldest")),
            table("Last pushes", 8, "When each task last pushed its metrics, and how many executions did in the time range.", {
                "spring_cloud_task_name": ("Task", {}),
                "A": ("Last push", {"unit": "dateTimeAsSystem", "custom.width": 190}),
                "B": ("Age", {"unit": "s", "decimals": 0}),
                "C": ("Pushes", {"unit": "none", "custom.width": 80}),
            }, query("1000 * %s" % back("prometheus_proxy_push_time_seconds", "spring_cloud_task_name"), instant=True),
                query("time() - %s" % back("prometheus_proxy_push_time_seconds", "spring_cloud_task_name"), instant=True),
                query("count by (spring_cloud_task_name) (%s)" % back("prometheus_proxy_push_time_seconds", "spring_cloud_task_name, instance"),
                      instant=True)),
            table("What executions need", 8, "Means of all executions in the time range, taken at their end; of database connections, "
                  "how often one was taken from the pool and for how long.", {
                "spring_cloud_task_name": ("Task", {}),
                "A": ("CPU time", {"unit": "s", "decimals": 1}),
                "B": ("Heap", {"unit": "bytes"}),
                "C": ("Loans", {"unit": "none", "decimals": 0, "custom.width": 80}),
                "D": ("Loan", {"unit": "s", "decimals": 1, "custom.width": 100}),
            }, query("avg by (spring_cloud_task_name) (%s) / 1e9" % back("process_cpu_time_ns_total", "spring_cloud_task_name, instance"), instant=True),
                query("avg by (spring_cloud_task_name) (sum by (spring_cloud_task_name, instance) (%s))"
                      % back("jvm_memory_used_bytes", "spring_cloud_task_name, instance, id", ', area="heap"'), instant=True),
                query("avg by (spring_cloud_task_name) (%s)"
                      % back("hikaricp_connections_usage_seconds_count", "spring_cloud_task_name, instance"), instant=True),
                query("sum by (spring_cloud_task_name) (%s) / sum by (spring_cloud_task_name) (%s)" % tuple(
                    back("hikaricp_connections_usage_seconds_" + value, "spring_cloud_task_name, instance") for value in ("sum", "count")),
                    instant=True)),
        ]),
    )


# ---- Proxy --------------------------------------------------------------------------------------------------------


def proxy():
    # In the proxy's metrics of an app, `instance` is the proxy and `exported_instance` the app's.
    own = 'instance=~"$proxy"'
    app = own + ', application=~"$application"'
    by = "application, application_name, exported_instance"
    who = "{{application}} {{exported_instance}}"

    def increase(metric, name, more=""):
        return query("sum(increase(%s{%s%s}[$__range]))" % (metric, own, more), name, instant=True)

    dashboard(
        "proxy", "Proxy", "What the proxy does: who is connected, who answers, scrapes, final pushes and limits.",
        [variable("proxy", "Proxy", "label_values(prometheus_proxy_scrape_samples, instance)"),
         variable("application", "Application", 'label_values(prometheus_proxy_app_up{instance=~"$proxy"}, application)')],
        ("Now", 4, [
            stat("Connected", "none", 4, "Apps that are connected.", query("sum(prometheus_proxy_scrape_active_connections{%s})" % own), steps=NEUTRAL),
            stat("Not answering", "none", 4, "Apps that were no part of the last scrape; the table below has the reasons.",
                 query("sum(prometheus_proxy_app_up{%s} == bool 0)" % app), steps=NONE_IS_GOOD),
            stat("Scrape", "s", 4, "How long a scrape of all apps takes, on average.",
                 query("sum(rate(prometheus_proxy_scrape_duration_seconds_sum{%s}[$__rate_interval])) / "
                       "sum(rate(prometheus_proxy_scrape_duration_seconds_count{%s}[$__rate_interval]))" % (own, own)), steps=NEUTRAL),
            stat("Samples", "short", 4, "Samples in the last scrape.", query("sum(prometheus_proxy_scrape_samples{%s})" % own), steps=NEUTRAL),
            stat("Pushes kept", "none", 4, "Final pushes of ended apps that are part of each scrape.",
                 query("sum(prometheus_proxy_pushes_kept{%s})" % own), steps=NEUTRAL),
            stat("Nearest limit", "percentunit", 4, "How much is in use of the limit that is nearest.",
                 query("max(prometheus_proxy_limit_usage_ratio{%s})" % own), steps=FULL, decimals=0),
        ]),
        ("Apps", 8, [
            table("Apps", 24, "Each app that is connected, or was lost within the last 2 minutes; those that did not answer come first. Click on one for its JVM.", {
                "application": ("Application", {}),
                "stream_name": ("Stream", {}),
                "application_name": ("App", {}),
                "exported_instance": ("Instance", link("Its JVM", "applications", application="Application", instance="Instance")),
                "transport": ("Transport", {"custom.width": 95}),
                "A": ("Up", {"mappings": [{"type": "value", "options": {"0": {"text": "no", "color": "red", "index": 0},
                                                                        "1": {"text": "yes", "color": "green", "index": 1}}}],
                             "custom.cellOptions": {"type": "color-text"}, "custom.align": "left", "custom.width": 60}),
                "reason": ("Reason", text_colors(none="text", others="red") | {"custom.width": 110}),
                "B": ("Answered in", {"unit": "s", "custom.width": 105}),
                "C": ("Samples", {"unit": "none", "custom.width": 85}),
                "D": ("Size", {"unit": "bytes", "custom.width": 90}),
                "instance": ("Proxy", {"custom.width": 125}),
            }, query("max by (%s, stream_name, transport, instance, reason) (prometheus_proxy_app_up{%s})" % (by, app), instant=True),
                *[query("max by (%s, stream_name, transport, instance) (prometheus_proxy_app_%s{%s})" % (by, metric, app), instant=True)
                  for metric in ("scrape_duration_seconds", "samples", "bytes")], sort=("Up", False), height=6),
            lines("Apps by reason", "none", 6, "Apps that were part of the last scrape (none), and those that were not, by reason.",
                  query("count by (reason) (prometheus_proxy_app_up{%s})" % app, "{{reason}}"), stacked=True, calcs=COME_AND_GO,
                  overrides=[colored(*one) for one in (("none", "green"), ("lost", "red"), ("timeout", "orange"))]),
            lines("Connections", "none", 6, "Connected apps. Protocol 1 is what published clients speak, 2 what those of this project do.",
                  query("sum by (transport, protocol) (prometheus_proxy_connections{%s})" % own, "{{transport}}, protocol {{protocol}}"),
                  stacked=True, calcs=("lastNotNull",)),
            lines("Scrapes missed by app", "percentunit", 12, "Share of the scrapes of half a minute that an app was no part of. Those that missed most "
                  "come first.",
                  # An app has a series for each reason, so that the mean of a series says nothing.
                  query("1 - sum by (%s) (sum_over_time(prometheus_proxy_app_up{%s}[$__interval])) / "
                        "sum by (%s) (count_over_time(prometheus_proxy_app_up{%s}[$__interval]))" % (by, app, by, app), who),
                  max=1, decimals=0, interval="30s", calcs=COME_AND_GO, most="Mean"),
        ]),
        ("Scrapes", 9, [
            lines("Duration of scrapes", "s", 12, "How long scrapes of all apps take in the proxy (mean, and the longest of the last minutes), "
                  "and what Prometheus sees, the way over the network included.",
                  query("sum by (instance) (rate(prometheus_proxy_scrape_duration_seconds_sum{%s}[$__rate_interval])) / "
                        "sum by (instance) (rate(prometheus_proxy_scrape_duration_seconds_count{%s}[$__rate_interval]))" % (own, own),
                        "{{instance}} mean"),
                  query("prometheus_proxy_scrape_duration_seconds_max{%s}" % own, "{{instance}} longest"),
                  query("scrape_duration_seconds{%s}" % own, "Prometheus, {{job}}")),
            lines("Duration by app", "s", 12, "How long each app took to answer. One that is late is left out of the scrape.",
                  query("max by (%s) (prometheus_proxy_app_scrape_duration_seconds{%s})" % (by, app), who), calcs=COME_AND_GO, most="Max"),
            lines("Samples by app", "short", 12, "Samples in the last answer of each app. One that only rises has a label with ever new values.",
                  query("max by (%s) (prometheus_proxy_app_samples{%s})" % (by, app), who), calcs=COME_AND_GO, most="Max", stacked=True),
            lines("Size by app", "bytes", 12, "Size of the last answer of each app.",
                  query("max by (%s) (prometheus_proxy_app_bytes{%s})" % (by, app), who), calcs=COME_AND_GO, most="Max", stacked=True),
            lines("Size of scrapes", "bytes", 12, "Size of the last scrape of all apps before compression, final pushes included.",
                  query("prometheus_proxy_scrape_bytes{%s}" % own, "{{instance}}")),
            lines("Samples of scrapes", "short", 12, "Samples of the last scrape of all apps, final pushes included.",
                  query("prometheus_proxy_scrape_samples{%s}" % own, "{{instance}}")),
        ]),
        ("Final pushes and limits", 9, [
            lines("Pushes kept", "none", 8, "Final pushes that are part of each scrape.",
                  query("prometheus_proxy_pushes_kept{%s}" % own, "{{instance}}")),
            bars("Pushes by result", "none", 8, "Final pushes in the time range. Good are kept, expired (their time was over) and replaced (the "
                 "app itself is back).",
                 query("sum by (result) (increase(prometheus_proxy_pushes_total{%s}[$__range]))" % own, "{{result}}", instant=True),
                 steps=[(None, "green"), (0.5, "red")], decimals=0, overrides=[{
                     "matcher": {"id": "byRegexp", "options": "kept|expired|replaced"},
                     "properties": [{"id": "thresholds", "value": {"mode": "absolute", "steps": [{"color": "green", "value": None}]}}]}]),
            bars("Limits", "percentunit", 8, "How much of each limit is in use, by the one who uses most of it. What goes beyond is left out or "
                 "refused.", query("max by (limit) (prometheus_proxy_limit_usage_ratio{%s})" % own, "{{limit}}", instant=True),
                 steps=FULL, max=1, decimals=1),
            numbers("What went wrong", "none", 24, "In the time range. /metrics/proxy and the proxy's log have the reasons.",
                    increase("prometheus_proxy_handshake_failures_total", "Connections refused", ', reason!="tls_closed"'),
                    increase("prometheus_proxy_connection_failures_total", "Connections broken off"),
                    increase("prometheus_proxy_scrapes_refused_total", "Scrapes refused"),
                    increase("prometheus_proxy_samples_dropped_total", "Samples dropped"),
                    increase("prometheus_proxy_families_rejected_total", "Families left out"),
                    increase("prometheus_proxy_pushes_total", "Pushes not kept", ', result=~"dropped|rejected|not_stored|lost|corrupt"'),
                    increase("prometheus_proxy_push_disk_errors_total", "Disk errors"),
                    steps=NONE_IS_GOOD, decimals=0, height=4),
        ]),
        ("The proxy's own process", 8, [
            lines("CPU", "percentunit", 8, "What the proxy uses, of all CPUs of its machine.", query("process_cpu_usage{%s}" % own, "{{instance}}")),
            lines("Heap", "bytes", 8, "What is in use, and the largest size.",
                  query('sum by (instance) (jvm_memory_used_bytes{%s, area="heap"})' % own, "{{instance}} used"),
                  query('sum by (instance) (jvm_memory_max_bytes{%s, area="heap"} > 0)' % own, "{{instance}} largest")),
            lines("Pauses", "percentunit", 8, "Share of the time in which garbage collection stops the proxy.",
                  query("sum by (instance) (rate(jvm_gc_pause_seconds_sum{%s}[$__rate_interval]))" % own, "{{instance}}")),
        ]),
    )


if __name__ == "__main__":
    streams()
    applications()
    tasks()
    proxy()
