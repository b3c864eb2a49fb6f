#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the commands and the SQL that README.md and docs/*.md show, line by line, on the cluster of ./dev test:

    SENTINAI_TEST_POSTGRESQL="host=… user=… password=…" python3 commands_test.py SOURCE_DIRECTORY BIN_DIRECTORY

What a reader has to put in is put in: the host, passwords, logs of their own. Roles and databases of these names are
made in the cluster and dropped again, so the test runs once at a time in a cluster.
"""

import gzip
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from glob import glob
from pathlib import Path
from urllib.parse import quote

PASSWORD = "of-no-use-outside-the-cluster"
DATABASE = "sentinai"
ROLES = ("alice", "bob", "carol", "triage_agent", "sentinai_owner")
LOG_LINES = 500


class Failure(Exception):
    """A command of the documentation does not do what it should."""


def blocks(document, language):
    """The fenced blocks of that language, with the heading each stands under."""
    text = Path(document).read_text(encoding="utf-8")
    for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        headings = re.findall(r"^## (.+)$", text[: match.start()], re.MULTILINE)
        yield (headings[-1] if headings else ""), match[1]


def block(document, heading, language="sh", number=0):
    found = [code for title, code in blocks(document, language) if title == heading]
    if len(found) <= number:
        raise Failure(f"{document} has no {language} block {number + 1} under {heading!r}")
    return found[number]


class Reader:
    """Somebody who follows the documentation in a shell, in a folder of their own."""

    def __init__(self, source, programs, folder):
        settings = dict(re.findall(r"(\w+)='?([^' ]*)'?", os.environ["SENTINAI_TEST_POSTGRESQL"]))
        self.source = Path(source)
        self.folder = Path(folder)
        self.host = settings["host"]
        self.port = settings["port"]
        self.admin = settings["user"]
        servers = glob("/usr/lib/postgresql/*/bin")
        passwords = self.folder / "pgpass"
        passwords.touch(mode=0o600)
        passwords.write_text(
            f"*:*:*:{self.admin}:{settings['password']}\n" + "".join(f"*:*:*:{role}:{PASSWORD}\n" for role in ROLES),
            encoding="utf-8",
        )
        self.environment = dict(
            os.environ,
            PATH=os.pathsep.join([programs, *servers, os.environ["PATH"]]),
            HOME=str(self.folder),
            PGPASSFILE=str(passwords),
            PGHOST=self.host,
            PGPORT=self.port,
            PGUSER=self.admin,
            PGDATABASE="postgres",
            QT_QPA_PLATFORM="offscreen",
        )

    def put_in(self, command):
        """The line with what the reader knows of their server."""
        command = command.replace("@host/", f"@{quote(self.host, safe='')}:{self.port}/").replace("'…'", f"'{PASSWORD}'")
        if command.startswith("createuser"):
            command = command.replace("--pwprompt ", "")  # It asks at the terminal; a test has none.
        if command.startswith("sentinai-console"):
            command += " --screenshot pictures"  # Otherwise it stays open.
        return command

    def run(self, command, **more):
        print("$", command, flush=True)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=self.folder,
            env=dict(self.environment, **more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Failure(f"exit status {done.returncode} of: {command}\n{done.stdout}{done.stderr}")
        return done.stdout

    def sql(self, text, database="postgres"):
        for statement in filter(None, (line.strip() for line in text.replace("'…'", f"'{PASSWORD}'").split(";"))):
            self.run(f"psql -X -q -v ON_ERROR_STOP=1 -d {database} -c {shlex.quote(statement)}")

    def follow(self, code, before=None):
        """Every line of a block. `export` holds for those that follow; `before` puts files where a line needs them."""
        for line in code.splitlines():
            line = self.put_in(re.sub(r"\s+#.*", "", line).strip())
            if not line:
                continue
            if line.startswith("export "):
                name, value = shlex.split(line)[1].split("=", 1)
                self.environment[name] = value
                continue
            if before:
                before(line)
            self.run(line)
            created = re.match(r"createuser .*?(\w+)$", line)
            if created:
                self.sql(f"ALTER ROLE {created[1]} PASSWORD '…'")

    def clean(self):
        self.environment.pop("DATABASE_URL", None)
        self.run(f"dropdb --if-exists --force {DATABASE}")
        for role in ROLES:
            self.run(f"dropuser --if-exists {role}")

    def service_now_log(self, path):
        with gzip.open(self.source / "resources/demo/incident_event_log.csv.gz", "rt", encoding="utf-8") as log:
            lines = [next(log) for _ in range(LOG_LINES)]
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "wt", encoding="utf-8") as copy:
            copy.writelines(lines)


def check(condition, what):
    if not condition:
        raise Failure(what)


def on_own_file(reader, name):
    """Has the commands that follow work on an SQLite file of their own."""
    reader.environment["DATABASE_URL"] = f"sqlite:{reader.folder}/{name}.db"
    reader.environment["SENTINAI_TENANT"] = "desk"
    reader.run("sentinaictl migrate up && sentinaictl tenant create desk --name Desk")


def follow_readme(reader):
    reader.service_now_log(reader.folder / "incidents.csv.gz")
    reader.follow(block(reader.source / "README.md", "Use your PostgreSQL"))
    check(list((reader.folder / "pictures").glob("exceptions-*.png")), "the console showed no exceptions")
    check("IT" in reader.run("sentinaictl --tenant acme summary"), "nothing was imported")


def follow_configuration(reader):
    document = reader.source / "docs/configuration.md"
    chapter = "Setting up PostgreSQL"
    reader.sql(block(document, chapter, "sql", 0))
    reader.follow(block(document, chapter, "sh", 0))
    reader.sql(block(document, chapter, "sql", 1))
    reader.sql("CREATE ROLE bob LOGIN PASSWORD '…'")
    reader.follow(block(document, chapter, "sh", 1))
    check("bob" in reader.run("sentinaictl --tenant acme member list"), "bob was not let in")


def follow_security(reader):
    follow_configuration(reader)
    document = reader.source / "docs/security.md"
    chapter = "Logins and members"
    reader.sql(block(document, chapter, "sql", 0))
    reader.follow(block(document, chapter))
    check("triage_agent" not in reader.run("sentinaictl --tenant acme member list"), "the agent was not sent away")
    reader.sql(block(document, chapter, "sql", 1))
    reader.follow(block(document, "The record"))
    check("holds" in reader.run("sentinaictl --tenant acme checkpoint verify"), "the checkpoint was not kept")


def follow_import(reader):
    document = reader.source / "docs/import.md"
    mappings = reader.source / "resources/mappings"

    def before(line):
        reader.service_now_log(reader.folder / "log.csv.gz")
        reader.service_now_log(reader.folder / "log.csv")
        if "log.xes" in line and "import" in line:
            reader.run("sentinaictl export exceptions --format xes --output log.xes")
        shutil.copy(mappings / ("sentinai.json" if "log.xes" in line else "servicenow.json"), reader.folder / "my.json")

    on_own_file(reader, "import")
    reader.follow(block(document, "", "sh"), before)
    check(reader.run("sentinaictl --json exception list --limit 1"), "nothing was imported")
    (reader.folder / "log.xes").unlink()
    reader.follow(block(document, "Exporting", "sh"))
    check((reader.folder / "open.csv").stat().st_size > 0, "nothing was exported")
    check((reader.folder / "log.xes").stat().st_size > 0, "no log was exported")


def follow_migrations(reader):
    document = reader.source / "docs/migrations.md"
    (reader.folder / "migrations").symlink_to(reader.source / "migrations")
    reader.sql(block(reader.source / "docs/configuration.md", "Setting up PostgreSQL", "sql", 0))
    reader.follow(block(document, "Running them"))
    check('"applied_at":null' in reader.run("sentinaictl --json migrate status"), "no migration was taken back")
    del reader.environment["DATABASE_URL"]
    reader.run(f"dropdb {DATABASE} && createdb --owner sentinai_owner {DATABASE}")
    reader.environment.update(PGUSER="sentinai_owner", PGDATABASE=DATABASE)
    reader.follow(block(document, "By hand"))
    script = reader.folder / "migrations/postgresql/0001_tenancy.up.sql"
    checksum = hashlib.sha256(script.read_bytes()).hexdigest()
    reader.sql(block(document, "By hand", "sql").replace("…", checksum), DATABASE)
    reader.run("sentinaictl --db postgresql:// migrate up")
    reader.environment.update(PGUSER=reader.admin, PGDATABASE="postgres")


def follow_rules(reader):
    document = reader.source / "docs/rules.md"
    chapter = "Trying them out"
    (reader.folder / "data.json").write_text(block(document, chapter, "json"), encoding="utf-8")
    for line in block(document, chapter).splitlines():
        command, wanted = line.split("  # → ")
        result = reader.run(command).strip()
        check(result == wanted, f"{command} gives {result}, not {wanted}")


def follow_packs(reader):
    document = reader.source / "docs/packs.md"
    on_own_file(reader, "packs")
    reader.run(
        """sentinaictl exception create '{"exception_id": "EX-1", "domain": "Finance", "type": "CashBreak", """
        """"severity": "low", "source_system": "bank", "entity": "CP-1", "amount": "400"}'"""
    )
    reader.follow(block(document, "Starting"))
    check('"version":3' in reader.run("sentinaictl --json pack list IT"), "nothing was rolled back")
    (reader.folder / "policy.json").write_text(block(document, "Policy packs", "json"), encoding="utf-8")
    changes = reader.run("sentinaictl pack what-if policy.json --policy --domain Finance --days 3650")
    check("EX-1" in changes and "high" in changes, f"the policy would change nothing: {changes}")
    reader.follow(block(document, "Policy packs"))
    check('"high_amount":250' in reader.run("sentinaictl pack show Finance --effective"), "there is no overlay")
    for number in range(2):
        (reader.folder / "cards.json").write_text(block(document, "Domain packs", "json", number), encoding="utf-8")
        reader.run("sentinaictl pack publish cards.json --activate")


def follow_agents(reader):
    document = reader.source / "docs/agents.md"
    on_own_file(reader, "agents")
    (reader.folder / "records.jsonl").write_text(block(document, "Intake", "json"), encoding="utf-8")
    reader.follow(block(document, "Intake"))
    check((reader.folder / "rejects.csv").read_text(encoding="utf-8").count("\n") == 1, "a record was rejected")
    check("Category 55" in reader.run("sentinaictl exception show INC0000045"), "the record was not taken in")
    again = reader.run("sentinaictl --json exception ingest records.jsonl")
    check('"exceptions_opened":0' in again and '"records_repeated":2' in again, f"not the same again: {again}")
    reader.follow(block(document, "Triage, policy, resolution and playbooks"))
    check("ResolutionApproved" in reader.run("sentinaictl event list INC0000047"), "nothing was approved")
    check("ResolutionApproved" not in reader.run("sentinaictl event list INC0000045"), "nobody was asked")
    reader.follow(block(document, "Approvals"))
    check("ResolutionApproved" in reader.run("sentinaictl event list INC0000045"), "nobody has approved")
    reader.follow(block(document, "Feedback"))
    check("FeedbackCaptured" in reader.run("sentinaictl event list INC0000047"), "nobody looked back")
    check("resolution" in reader.run("sentinaictl agent calibration"), "the suggestion was not judged")
    reader.follow(block(reader.source / "docs/copilot.md", ""))
    check("[1]" in reader.run("sentinaictl ask INC0000045 'Who owns it?'"), "the answer cites nothing")
    on_own_file(reader, "worker")
    reader.run("sentinaictl pack publish it --activate && sentinaictl exception ingest records.jsonl --reject-file rejects.csv")
    reader.follow(block(document, "The worker"))
    check("ResolutionApproved" in reader.run("sentinaictl event list INC0000047"), "nothing was worked")
    reader.run("sentinaictl exception update INC0000047 --version 2 --set severity=low")
    reader.follow(block(document, "The worker", "sh", 1))
    check("INC0000047" in reader.run("sentinaictl --json work list"), "it was not put back")
    playbooks = reader.source / "docs/playbooks.md"
    on_own_file(reader, "playbooks")
    reader.run("sentinaictl pack publish it --activate && sentinaictl exception ingest records.jsonl --reject-file rejects.csv")
    for number, name in enumerate(("conditions.json", "steps.json")):
        (reader.folder / name).write_text(block(playbooks, "Making one", "json", number), encoding="utf-8")
    reader.follow(block(playbooks, "Making one"))
    check('"status":"resolved"' in reader.run("sentinaictl --json exception show INC0000045"), "it was not settled")


def follow_tools(reader):
    document = reader.source / "docs/tools.md"
    chapter = "Making and trying one"
    on_own_file(reader, "tools")
    for number, name in enumerate(("ticket", "mail", "sample")):
        (reader.folder / f"{name}.json").write_text(block(document, chapter, "json", number), encoding="utf-8")
    reader.follow(block(document, chapter))
    preview = reader.run("sentinaictl --json tool test 1 --data sample.json --dry-run")
    check("CashBreak of Müller & Söhne" in preview and "{{secret:TICKET_TOKEN}}" in preview, f"not shown: {preview}")
    reader.follow(block(document, chapter, "sh", 1))
    tools = reader.run("sentinaictl --json tool list")
    check('"ticket"' in tools and "mail-desk" not in tools, f"not renamed and removed: {tools}")


def main():
    source, programs = sys.argv[1:3]
    for follow in (
        follow_readme,
        follow_configuration,
        follow_security,
        follow_import,
        follow_rules,
        follow_packs,
        follow_agents,
        follow_tools,
        follow_migrations,
    ):
        with tempfile.TemporaryDirectory() as folder:
            reader = Reader(source, programs, folder)
            print(f"== {follow.__name__}", flush=True)
            try:
                reader.clean()
                follow(reader)
            except Failure as failure:
                print("FAILED:", failure, file=sys.stderr)
                return 1
            finally:
                reader.environment.update(PGUSER=reader.admin, PGDATABASE="postgres")
                reader.clean()
    return 0


if __name__ == "__main__":
    sys.exit(main())
