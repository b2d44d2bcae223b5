#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets into corpus/: sound inputs, and hostile ones that a mutation would take long to find."""
import base64
import gzip
import json
import pathlib

HERE = pathlib.Path(__file__).parent / "corpus"


def write(target, seeds):
    folder = HERE / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in seeds.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


JOB = {
    "id": "j1", "user_id": "u1", "user_name": "Ирина \U0001F600", "user_email": "i@e", "collection_id": "c1", "collection_name": "顧客",
    "type": "S3", "schedule": 3600, "created_at": "2026-01-02T03:04:05.678+01:00", "last_sync_at": "2026-01-02T03:04:05Z",
    "last_sync_status": "Failed", "last_sync_error": "403 %s\n", "last_sync_job_id": "r", "config": {"bucket": "b", "secret_key": {"a": [1]}},
}
HOSTILE_JOB = {**JOB, "id": "../../%00", "user_name": "%n%s\u202e", "collection_name": "a\u0000b", "schedule": -1, "created_at": "0001-01-01T00:00:00Z",
               "last_sync_at": None, "last_sync_status": "Exploded", "config": {"Password": None, "x": {"SAS_token": [1, {"y": 2}]}}}
write("decode", {
    "page": json.dumps({"items": [JOB, JOB], "total": 2, "revision": 7, "next_cursor": "abc"}),
    "page-hostile": json.dumps({"items": [HOSTILE_JOB, 1, None, {}], "total": -1, "revision": 2**64}),
    "page-odd": json.dumps({"items": [{**JOB, "id": 7, "created_at": 1767323045, "last_sync_at": "2026-13-45", "schedule": "3600.5", "user_name": {"password": "x"}, "user_id": None,
                                       "last_sync_status": [1], "config": "{\"a\":1}", "last_sync_error": {"code": 1}}], "total": "1"}),
    "page-huge-number": '{"items":[{"id":"a","schedule":99999999999999999999999,"created_at":1e999}],"total":null}',
    "page-null": '{"items":null,"total":0}',
    "changes-odd": '{"items":null,"deleted_ids":["a",7,null,{}],"revision":"9","more":"true"}',
    "audit-odd": json.dumps({"items": [{"number": -1, "at": "soon", "outcome": "maybe", "key_name": 7}, None], "next_cursor": 3}),
    "page-surrogate": '{"items":[{"id":"\\ud800","created_at":"2026-01-02T03:04:05Z"}],"total":1}',
    "changes": json.dumps({"items": [JOB], "deleted_ids": ["x", "y"], "revision": 9, "more": True}),
    "array": json.dumps([JOB, {"id": "c", "name": "n"}, "admin"]),
    "summary": json.dumps({"total_jobs": 15, "pending_jobs": 1, "running_jobs": 2, "completed_jobs": 3, "failed_jobs": 4, "paused_jobs": 5, "revision": 8}),
    "deletion": json.dumps({"results": [{"id": "a", "status": "deleted"}, {"id": "c", "status": "forbidden", "message": "not yours"}], "revision": 3}),
    "account": json.dumps({"id": "u", "username": "ada", "email": "e", "is_admin": True, "can_delete": True, "message": "text"}),
    "error": json.dumps({"error": {"message": "no\u2028", "code": 1}, "detail": [{"msg": "x"}]}),
    "deep": "[" * 2000,
    "not-utf8": b'{"items":[{"id":"\xff\xfe\xe2\x82"}]}',
})


def cursor(text):
    return base64.urlsafe_b64encode(text.encode() if isinstance(text, str) else text).rstrip(b"=")


write("cursor", {
    "first": cursor("2:4-1000:2:17j1"),
    "ascending": cursor("2:0+0:1:5id"),
    "text-id": cursor("2:6-9223372036854775807:20:-9223372036854775808a:b:c"),
    "long-key": cursor("2:4-1:99999999999999999999:1"),
    "size-over": cursor("2:4-1:200:12"),
    "negative": cursor("2:4--1:1:12"),
    "no-such-column": cursor("2:9-1:1:12"),
    "old-version": cursor("1:4-1:1:12"),
    "not-utf8": cursor(b"2:4-1:1:1\xff\xfe"),
    "zero-byte": cursor("2:4-1:1:1\0x"),
    "padded": base64.b64encode(b"2:4-1000:2:17j1"),
    "not-base64": "%%%%",
})
write("query", {
    "words": "failed,paused\ns3,gcs\n-last_sync,user",
    "all-words": "pending, running ,completed,FAILED,paused,overdue,stuck\ns3,azure_blob_storage,gcs,sharepoint_online,sharepoint_on_premise,confluence\nuser,collection,type,created,last_sync,status,schedule,-user",
    "commas": ",,,,\n , \n-,--user",
    "wrong-words": "exploded\nftp\n-\x00",
    "page": b"limit=100&offset=5&sort_column=user_name&ascending=true&user_filter=ada&collection_filter=%E9%A1%A7&status_filter=Failed,Paused&type_filter=s3",
    "cursor": b"sort_column=last_sync_at&ascending=false&cursor=" + cursor("2:4-1000:2:17j1"),
    "cursor-of-another-sort": b"sort_column=status&cursor=" + cursor("2:4-1000:2:17j1"),
    "numbers": "limit=1001&offset=-1",
    "long-numbers": "limit=99999999999999999999&offset=9223372036854775808",
    "changes": "since=18446744073709551615&limit=1",
    "changes-fine": "since=7&limit=1000",
    "twice": "limit=1&limit=2&limit=&=&&",
    "not-utf8": b"user_filter=\xff\xfe\xe2\x82&collection_filter=\xc0\x80",
    "long": "user_filter=" + "a" * 1001,
    "statuses-of-here": "status_filter=overdue,stuck",
    "sql": "sort_column=id;DROP TABLE jobs&user_filter=' OR 1=1 --&status_filter=%",
})
PROFILES = {"default": "a", "profiles": {"a": {"url": "https://a.example.com", "source": "h2ogpte", "api_key_file": "~/a.key", "ca_file": "/etc/ca.pem"},
                                         "b": {"url": "http://b", "insecure_http": True}}}
theme = (pathlib.Path(__file__).parents[2] / "assets/themes/dark.json").read_text()
write("files", {
    "profiles": json.dumps(PROFILES),
    "profiles-other-default": json.dumps({"default": 3, "profiles": {"a": []}}),
    "profiles-unknown-field": json.dumps({"profiles": {"a": {"url": "x", "colour": "red"}}}),
    "profiles-key": json.dumps({"profiles": {"a": {"api_key": "sk-secret"}}}),
    "profiles-source": json.dumps({"profiles": {"a": {"source": "\\ud800", "url": ""}}}),
    "profiles-twice": '{"profiles":{"a":{"url":"x"},"a":{}}}',
    "profiles-misspelt": '{\n "defualt\\"": "a",\n "é": [{"x": [{"y": 1}]}]}',
    "profiles-deep": '{"profiles":' * 500,
    "theme": theme,
    "theme-short": json.dumps({"name": 1, "contrast": 1e308, "colors": {"ground": "#12345g"}}),
    "layout": "[Syncwall][Page]\nZoom=3\nTheme=dark\nWindow=10,20,1440,900\n\n[Table][0x12345678,7]\nColumn 0 Width=100\n",
    "layout-hostile": "[Syncwall][Page]\nZoom=99999999999\nTheme=../../etc/passwd\nWindow=-2147483648,2147483648,16385,1\nWindow=0,0,16384,16384\n",
    "history": "1794999940000 15 1 2 3 4 5\n1794999970000 16 1 2 4 4 5\n",
    "history-hostile": "-9223372036854775808 1 1 1 1 1 1\n9223372036854775807 1 1 1 1 1 1\n",
    "history-negative": "1794999940000 15 -1 2 3 4 5\n",
})
write("time", {
    "utc": "2026-11-20T08:14:05.123Z",
    "offset": "2026-11-20t08:14:05+05:30",
    "blank": "2026-11-20 08:14:05.123456789-23:59",
    "leap-second": "2016-12-31T23:59:60Z",
    "leap-day": "2024-02-29T00:00:00Z",
    "no-leap-day": "2023-02-29T00:00:00Z",
    "year-1": "0001-01-01T00:00:00Z",
    "before-year-1": "0001-01-01T00:00:00+23:59",
    "year-9999": "9999-12-31T23:59:60-23:59",
    "long-fraction": "2026-11-20T08:14:05." + "1" * 40 + "Z",
    "no-zone": "2026-11-25T09:00:00.123456",
    "zone-without-colon": "2026-11-20T08:14:05+0530",
    "zone-of-hours": "2026-11-20 08:14:05 -05",
    "zone-in-letters": "2026-11-20 08:14:05 UTC",
    "no-seconds": "2026-11-20T08:14Z",
    "comma": "2026-11-20T08:14:05,123Z",
    "midnight-24": "2026-11-20T24:00:00Z",
    "day-only": "2026-11-20",
    "number-s": "1767323045.678",
    "number-ms": "1767323045678",
    "number-ns": "1767323045678000000",
    "number-date": "20261125090000",
    "http": "Tue, 24 Nov 2026 13:04:21 GMT",
    "http-blanks": "Tue, +4 Nov -026  1:+4:-1 GMT",
    "http-year": "Tue, 24 Nov 9999 23:59:60 GMT",
    "http-rfc850": "Sunday, 06-Nov-94 08:49:37 GMT",
})
write("address", {
    "plain": "http://127.0.0.1:8470",
    "tls": "HTTPS://Example.COM/prefix/api/v1/",
    "v6": "https://[::1]:443",
    "v6-open": "http://[::1",
    "v6-tail": "http://[::1]x80",
    "password": "https://me:secret@host",
    "query": "http://h?x#y",
    "port": "http://h:65536",
    "port-sign": "http://h:+1",
    "port-none": "http://h:",
    "slashes": "http://h////api/v1////",
    "line-break": "http://h/\r\nHost: x",
    "colons": "http://::1:1",
    "kelvin": "http://\u212a/",
})
write("text", {
    "latin": "Straße İstanbul ǅ",
    "arabic": "سياسات 2026 (v1)",
    "hebrew": "שלום world 12",
    "overrides": "\u202eabc\u202c\u2066x\u2069\u200f",
    "controls": "a\r\n\t\x00\x7f\x1bb",
    "broken": b"\xff\xc0\x80\xe2\x82\xed\xa0\x80\xf4\x90\x80\x80a",
    "cut": b"\xf0\x9f\x98",
    "marks": "e" + "\u0301" * 300,
    "digits": "٠١٢٣٤٥٦٧٨٩ 0123",
    "beyond": "\U0001EE00\U00010800\U0010FFFF",
})
packed = gzip.compress(b'{"total":3}', mtime=0)
head = b"HTTP/1.1 200 OK\r\n"
write("answer", {
    "plain": head + b'Content-Length: 11\r\nDate: Sun Nov  6 08:49:37 1994\r\n\r\n{"total":3}',
    "chunks": head + b'Transfer-Encoding: chunked\r\n\r\n5;a=1 ; b="c;\\""\r\n{"tot\r\n6\r\nal":3}\r\n0\r\nX-Trailer: 1\r\n\r\n',
    "interim": b"HTTP/1.1 100\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + head + b"Content-Length: 2\r\n\r\n{}",
    "gzip": head + b"Content-Encoding: x-gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed,
    "gzip-chunks": head + b"Content-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % (2 * len(packed)) + packed + packed + b"\r\n0\r\n\r\n",
    "bomb": head + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b" " * 100_000, mtime=0),
    "until-closed": b"HTTP/1.0 200\r\n\r\n{}",
    "proxy": b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate, Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
    "size-over": head + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}",
    "two-lengths": head + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "both": head + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
    "no-body": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nHTTP",
    "ssh": b"SSH-2.0-OpenSSH_9.2\r\n",
})
write("address", {
    "proxy": "http://u:p%40ss@proxy.example:3128/",
    "proxy-socks": "socks5://u:p@proxy:1080",
    "proxy-bare": "proxy:3128",
    "no-proxy": "*.example, 10.0.0.0/8 fd00::/8,[::1]:8470,host:443,,/,[",
    "v6-bare": "http://::1:8470",
    "v6-nul": b"http://::1:1\x00\xff\xff",
})

start, host = b"GET /api/v1/scheduled_connectors?limit=5&user_filter=%D0%B8 HTTP/1.1\r\n", b"Host: example:8470\r\n"
write("head", {
    "list": start + host + b"Authorization: Bearer sk-1\r\nAccept-Encoding: gzip;q=0, br;q=0.5, *\r\nConnection: keep-alive, Close\r\n\r\n",
    "deletion": b"POST /api/v1/scheduled_connectors/batch_delete HTTP/1.1\r\n" + host + b"Content-Length: 0020\r\nExpect: 100-continue\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n{}",
    "old": b"GET /metrics HTTP/1.0\r\n\r\n",
    "proxied": b"GET http://Example:8470/metrics?x HTTP/1.1\r\n" + host + b"Forwarded: for=x\r\n\r\n",
    "options": b"OPTIONS * HTTP/1.1\r\n" + host + b"\r\n",
    "chunked": b"POST /a HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n",
    "both": b"POST /a HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
    "two-hosts": start + host + host + b"\r\n",
    "two-lengths": start + host + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n",
    "two-keys": start + host + b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
    "no-host": start + b"\r\n",
    "folded": start + b"Host: a\r\n b\r\n\r\n",
    "blank-before-colon": start + host + b"Content-Length : 3\r\n\r\n",
    "bare-cr": start + host + b"A: b\rC: d\r\n\r\n",
    "bare-lf": start + host + b"A: b\nC: d\r\n\r\n",
    "zero-byte": start + host + b"A: b\0c\r\n\r\n",
    "version": b"GET / HTTP/2.0\r\n" + host + b"\r\n",
    "length-over": b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 99999999999999999999\r\n\r\n",
    "many-fields": start + host + b"A: b\r\n" * 120 + b"\r\n",
})

# Each shipped description with answers of its system behind it.
TOP = pathlib.Path(__file__).parent.parent.parent
ANSWERS = {"airbyte": "airbyte/connections.0", "airflow": "airflow3/dags.0", "argo": "argo/cron-workflows", "elastic": "elastic/connector.4",
           "fivetran": "fivetran/connections.second", "h2ogpte-tasks": "h2ogpte/admin.scheduled_tasks", "kafka-connect": "kafka-connect/connectors",
           "kubernetes": "kubernetes/cronjobs.second"}
SHIPPED = {}
for name, answer in ANSWERS.items():
    description = json.loads((TOP / "assets/sources" / f"{name}.json").read_text())
    body = json.loads((TOP / "tests/support/replay" / f"{answer}.json").read_text())
    SHIPPED[name] = json.dumps(description, separators=(",", ":")) + "\x1f" + json.dumps(body, separators=(",", ":"))[:3000]
SMALL = {"name": "M", "auth": {"type": "none"}, "fields": {"id": "/id"}, "status": [{"is": "failed"}]}
write("source", {
    **SHIPPED,
    "small": json.dumps({**SMALL, "list": {"path": "/l", "records": "/a/*/b", "keep": {"/x": {"empty": False}}}}) + '\x1f{"a":[{"b":[{"id":1,"x":[1]},{"id":null}]},{"b":null}]}',
    "pages": json.dumps({**SMALL, "list": {"path": "/l", "records": "", "paginator": {"type": "link_header"}}}) + '\x1f[{"id":"</x>; rel=\\"next\\""}]',
    "times": json.dumps({**SMALL, "fields": {"id": "/id", "created_at": {"latest": [{"time": "/t", "form": "epoch_s"}, "/u"]}},
                         "schedule": [{"kind": "words", "value": "/s"}], "list": {"path": "/l", "records": ""}}) +
    '\x1f[{"id":18446744073709551617,"t":1e308,"u":"9999-12-31T23:59:60Z","s":"Every 99999999999 WEEKS"}]',
    "broken": '{"name": "\\ud800", "auth": [[[[',
})
