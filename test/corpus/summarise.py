#!/usr/bin/env python3
"""Computes what the summaries of the exports in this folder must be, without spillway: python3 summarise.py [folder]

Each <case>.ndjson holds records in a vendor's shape; <case>.csv is its summary. The rules are written down here once more, for
each vendor by hand. Numbers in the records are written as Python writes them, so that their source text is known.
"""
import json
import pathlib
import sys
from datetime import datetime, timezone


def text(value):
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return str(value)


def instant(value):
    value = value.replace("Z", "+00:00").replace(" UTC", "+00:00")
    time = datetime.fromisoformat(value)
    return (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).timestamp()


def entries(items):
    found = {}
    for item in items or []:
        value = item.get("value", {})
        found[item["key"]] = next((value[k] for k in ("string_value", "int_value", "float_value", "double_value") if value.get(k) not in (None, "")), None)
    return found


class Summary:
    def __init__(self):
        self.users = {}

    def user(self, user):
        return self.users.setdefault(str(user), {"set": {}, "once": {}, "events": {}})

    def event(self, user, name, id):
        self.user(user)["events"].setdefault(name, set()).add(str(id))

    def set(self, user, time, values):
        known = self.user(user)["set"]
        for name, value in values.items():
            if name not in known or time >= known[name][0]:
                known[name] = (time, value)

    def once(self, user, time, values):
        known = self.user(user)["once"]
        for name, value in values.items():
            if name not in known or time <= known[name][0]:
                known[name] = (time, value)

    def lines(self):
        escape = lambda raw: raw.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=").replace("\n", "\\n").replace("\r", "\\r")
        key = lambda raw: raw.encode()
        for user in sorted(self.users, key=key):
            facts = self.users[user]
            values = {name: value for name, (_, value) in {**facts["once"], **facts["set"]}.items() if value is not None}
            attributes = ",".join(f"{escape(name)}={escape(text(values[name]))}" for name in sorted(values, key=key))
            events = ",".join(f"{escape(name)}={len(facts['events'][name])}" for name in sorted(facts["events"], key=key))
            yield f"{escape(user)},{attributes},{events}\n"


def segment(out, r):
    if r["type"] == "track" and r.get("userId"):
        out.event(r["userId"], r["event"], r["messageId"])
    if r["type"] == "identify" and r.get("userId"):
        out.set(r["userId"], instant(r["timestamp"]), r.get("traits") or {})


def rudderstack(out, r):
    if r["type"] == "track" and r.get("userId"):
        out.event(r["userId"], r["event"], r["messageId"])
    if r["type"] == "identify" and r.get("userId"):
        traits = {**(r.get("context", {}).get("traits") or {}), **(r.get("traits") or {})}
        out.set(r["userId"], instant(r.get("timestamp") or r["originalTimestamp"]), traits)


def posthog(out, r):
    properties = r.get("properties") or {}
    if isinstance(properties, str):
        properties = json.loads(properties)
    time = instant(r["timestamp"])
    out.event(r["distinct_id"], r["event"], r["uuid"])
    values = dict(properties.get("$set") or r.get("$set") or {})
    values.update({name: None for name in properties.get("$unset") or r.get("$unset") or []})
    out.set(r["distinct_id"], time, values)
    out.once(r["distinct_id"], time, properties.get("$set_once") or r.get("$set_once") or {})


def posthog_persons(out, r):
    properties = json.loads(r["properties"]) if isinstance(r["properties"], str) else r["properties"]
    out.set(r["distinct_id"], r["person_version"], properties)


def amplitude(out, r):
    if not r.get("user_id") or r["event_type"] == "$groupidentify":
        return
    time = instant(r["event_time"])
    if r["event_type"] != "$identify":
        out.event(r["user_id"], r["event_type"], r.get("$insert_id") or r.get("insert_id") or r["uuid"])
    given = r.get("user_properties") or {}
    values = dict(given.get("$set") or {name: value for name, value in given.items() if name not in ("$set", "$setOnce", "$unset")})
    values.update({name: None for name in given.get("$unset") or {}})
    out.user(r["user_id"])
    out.set(r["user_id"], time, values)
    out.once(r["user_id"], time, given.get("$setOnce") or {})


def mixpanel(out, r):
    out.event(r["properties"]["distinct_id"], r["event"], r["properties"]["$insert_id"])


def mixpanel_engage(out, r):
    out.set(r["$distinct_id"], instant(r["$properties"]["$last_seen"]), r["$properties"])


def ga4(out, r):
    if not r.get("user_id"):
        return
    session = entries(r.get("event_params")).get("ga_session_id")
    out.event(r["user_id"], r["event_name"], "|".join([str(r["event_timestamp"]), r["event_name"], str(session)]))
    out.set(r["user_id"], int(r["event_timestamp"]), entries(r.get("user_properties")))


def mparticle(out, r):
    for event in r.get("events") or []:
        data = event["data"]
        if event["event_type"] not in ("custom_event", "screen_view", "commerce_event"):
            continue
        if event["event_type"] == "screen_view":
            name = data["screen_name"]
        elif event["event_type"] == "custom_event" or data.get("event_name"):
            name = data["event_name"]
        elif data.get("product_action"):
            name = data["product_action"]["action"]
        else:
            name = data["custom_event_type"]
        out.event(r["mpid"], name, data["event_id"])
        values = dict(r.get("user_attributes") or {})
        values.update({gone: None for gone in r.get("deleted_user_attributes") or []})
        out.set(r["mpid"], int(data["timestamp_unixtime_ms"]), values)


def snowplow(out, r):
    if r.get("user_id"):
        out.event(r["user_id"], r.get("event_name") or r["event"], r["event_id"])


def braze(out, r):
    for event in r["events"]:
        if event["user"].get("external_user_id"):
            custom = event["event_type"] == "users.behaviors.CustomEvent"
            out.event(event["user"]["external_user_id"], event["properties"]["name"] if custom else event["event_type"], event["id"])


def customerio(out, r):
    user = r["data"].get("identifiers", {}).get("id") or r["data"].get("customer_id")
    if user:
        out.event(user, r["metric"], r["event_id"])


def heap(out, r):
    out.event(r["user_id"], r.get("event_name") or r.get("event_table_name") or r["type"], r["event_id"])


def matomo(out, r):
    for action in r["actionDetails"]:
        if r.get("userId"):
            id = [r["idVisit"], action.get("pageId"), action.get("idpageview"), action["timestamp"], action["type"]]
            out.event(r["userId"], action.get("eventAction") or action["type"], "|".join(map(str, id)))


folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
for source in sorted(folder.glob("*.ndjson")):
    summary = Summary()
    read = globals()[source.stem.replace("-", "_")]
    for line in source.read_text().splitlines():
        read(summary, json.loads(line))
    source.with_suffix(".csv").write_text("".join(summary.lines()))
