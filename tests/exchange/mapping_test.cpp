// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/mapping_json.h"
#include "tests/exchange/log_samples.h"
#include "tests/support/check.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <valijson/adapters/qtjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

using namespace sentinai;

namespace {
QJsonObject smallest() {
  return QJsonDocument::fromJson(R"({
    "name": "n", "case": {"id": "id"},
    "fields": {"domain": {"constant": "IT"}, "type": {"constant": "t"}, "source_system": {"constant": "s"}},
    "event": {"prefix": "p", "type": "state", "time": "at"}
  })")
      .object();
}

/// `root` with the value at `path` (names by '/') replaced; Undefined takes it away.
QJsonObject with(QJsonObject root, const QString& path, const QJsonValue& value) {
  const qsizetype slash = path.indexOf(QLatin1Char('/'));
  const QString name = slash < 0 ? path : path.first(slash);
  if (slash < 0) {
    if (value.isUndefined()) {
      root.remove(name);
    } else {
      root.insert(name, value);
    }
  } else {
    root.insert(name, with(root.value(name).toObject(), path.sliced(slash + 1), value));
  }
  return root;
}

Result<Mapping> parsed(const QJsonObject& json) {
  return parseMapping(QJsonDocument(json).toJson());
}

/// Whether the published schema accepts the mapping.
bool fitsSchema(const QJsonObject& json) {
  QFile file(QStringLiteral(SENTINAI_SOURCE_DIR "/resources/schemas/mapping.schema.json"));
  if (!file.open(QIODevice::ReadOnly)) {
    qFatal("no schema");
  }
  const QJsonValue schemaJson = QJsonDocument::fromJson(file.readAll()).object();
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(valijson::adapters::QtJsonAdapter(schemaJson), schema);
  const QJsonValue value = json;
  return valijson::Validator(valijson::Validator::kStrongTypes)
      .validate(schema, valijson::adapters::QtJsonAdapter(value), nullptr);
}
} // namespace

/// Mapping files: those that ship, and what is said about mistakes.
class MappingTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void bundledMappingsAreValid() {
    QCOMPARE(bundledMappings(),
             QStringList({QStringLiteral("bpic2013"), QStringLiteral("bpic2020"), QStringLiteral("receipt"),
                          QStringLiteral("sentinai"), QStringLiteral("servicenow")}));
    for (const QString& name : bundledMappings()) {
      VERIFY_OK(loadMapping(name));
      QVERIFY2(fitsSchema(QJsonDocument::fromJson(bundledMappingText(name)).object()), qPrintable(name));
    }
  }

  void aPathIsReadAsAFile() {
    QTemporaryDir directory;
    QFile file(directory.filePath(QStringLiteral("mine.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QJsonDocument(smallest()).toJson());
    file.close();
    const Result<Mapping> mapping = loadMapping(file.fileName());
    VERIFY_OK(mapping);
    QCOMPARE(mapping->name, QStringLiteral("n"));
    VERIFY_ERROR(loadMapping(directory.filePath(QStringLiteral("none.json"))), NotFound);
  }

  void theExampleInTheDocumentationIsValid() {
    QFile document(QStringLiteral(SENTINAI_SOURCE_DIR "/docs/import.md"));
    QVERIFY(document.open(QIODevice::ReadOnly));
    QByteArray text = document.readAll();
    text = text.sliced(text.indexOf("```json") + 7);
    text = text.first(text.indexOf("```"));
    VERIFY_OK(parseMapping(text));
    QVERIFY(fitsSchema(QJsonDocument::fromJson(text).object()));
  }

  void jsonErrorsNameTheLine() {
    const Result<Mapping> mapping = parseMapping("{\n\"name\": \"n\",\n}");
    VERIFY_ERROR(mapping, InvalidInput);
    QVERIFY2(mapping.error().message.contains(QStringLiteral("line 3")), qPrintable(mapping.error().message));
  }

  void mistakesNameTheirPlace_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* path, const QJsonValue& value, const char* message) {
      QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(path)).arg(qHash(value))))
          << QString::fromLatin1(path) << value << QString::fromLatin1(message);
    };
    const QJsonValue none = QJsonValue::Undefined;
    row("name", none, "\"name\" is missing");
    row("case", none, "\"case\" is missing");
    row("case/id", none, "\"case.id\" is missing");
    row("colour", 1, "\"colour\" is not known here");
    row("fields/colour", QStringLiteral("c"), "\"fields.colour\" is not known here");
    row("fields/domain", none, "\"fields.domain\" is missing");
    row("fields/severity",
        QJsonObject{{QStringLiteral("column"), QStringLiteral("p")},
                    {QStringLiteral("table"), QJsonObject{{QStringLiteral("1"), QStringLiteral("worst")}}}},
        "\"fields.severity.table.1\" must be one of low, medium, high, critical");
    row("fields/severity", QJsonObject{{QStringLiteral("constant"), QStringLiteral("worst")}},
        "\"fields.severity.constant\" must be one of");
    row("fields/type", QJsonObject{{QStringLiteral("first"), QJsonArray()}}, "\"fields.type.first\" must be a list");
    row("fields/type", QJsonObject{{QStringLiteral("first"), QJsonArray{QStringLiteral("a"), 3}}},
        "\"fields.type.first[1]\" must name a column");
    row("fields/type",
        QJsonObject{{QStringLiteral("column"), QStringLiteral("a")}, {QStringLiteral("constant"), QStringLiteral("b")}},
        "\"fields.type\" must have exactly one of");
    row("fields/type", QJsonObject{{QStringLiteral("template"), QStringLiteral("a{b")}},
        "\"fields.type.template\" has a {");
    row("fields/type",
        QJsonObject{{QStringLiteral("column"), QStringLiteral("a")},
                    {QStringLiteral("missing"), QStringLiteral("clear")}},
        "\"fields.type.missing\" must be keep");
    row("event/prefix", QStringLiteral("a.b"), "\"event.prefix\" must be the source's short name");
    row("event/actor",
        QJsonObject{{QStringLiteral("system"), QJsonArray{1}}, {QStringLiteral("id"), QStringLiteral("a")}},
        "\"event.actor.system[0]\" must be text");
    row("format", QStringLiteral("xml"), "\"format\" must be one of auto, csv, xes");
    row("delimiter", QStringLiteral(";;"), "\"delimiter\" must be one character");
    row("missing", QStringLiteral("?"), "\"missing\" must be a list");
    row("time", QJsonObject{{QStringLiteral("formats"), QJsonArray{QStringLiteral("dd/MM")}}}, "needs a day");
    row("time", QJsonObject{{QStringLiteral("zone"), QStringLiteral("Mars")}}, "no time zone");
    row("status",
        QJsonObject{{QStringLiteral("rules"),
                     QJsonArray{QJsonObject{{QStringLiteral("equals"), QJsonArray{QStringLiteral("x")}},
                                            {QStringLiteral("set"), QStringLiteral("open")}}}}},
        "\"status.rules[0].column\" is missing");
    row("status",
        QJsonObject{{QStringLiteral("column"), QStringLiteral("s")},
                    {QStringLiteral("rules"),
                     QJsonArray{QJsonObject{{QStringLiteral("equals"), QJsonArray{QStringLiteral("x")}},
                                            {QStringLiteral("set"), QStringLiteral("done")}}}}},
        "\"status.rules[0].set\" must be one of");
    row("status/otherwise", QStringLiteral("done"), "\"status.otherwise\" must be one of");
    row("sla", QJsonObject{{QStringLiteral("after"), QJsonObject{{QStringLiteral("high"), QStringLiteral("4h")}}}},
        "\"sla.after.high\" must be an ISO 8601 duration");
    row("sla", QJsonObject{{QStringLiteral("after"), QJsonObject{{QStringLiteral("worst"), QStringLiteral("PT4H")}}}},
        "\"sla.after.worst\" must be one of");
  }
  void mistakesNameTheirPlace() {
    QFETCH(QString, path);
    QFETCH(QJsonValue, value);
    QFETCH(QString, message);
    VERIFY_OK(parsed(smallest()));
    const QJsonObject json = with(smallest(), path, value);
    const Result<Mapping> mapping = parsed(json);
    VERIFY_ERROR(mapping, InvalidInput);
    QVERIFY2(mapping.error().message.contains(message), qPrintable(mapping.error().message));
    // What the program knows beyond the form: formats, zones, and what belongs together.
    const bool beyondForm = path == QLatin1String("time") || message.contains(QLatin1String("column\" is missing")) ||
                            message.contains(QLatin1String("has a {")) ||
                            message.contains(QLatin1String("must be keep"));
    QVERIFY(beyondForm || !fitsSchema(json));
  }

  void everyFeatureIsRead() {
    const Result<Mapping> mapping = parseMapping(R"json({
      "name": "all", "format": "csv", "delimiter": ";", "missing": ["-"],
      "time": {"formats": ["iso"], "zone": "Europe/Brussels"}, "tenant": "country",
      "case": {"id": {"template": "{a}-{b}{{x}}"}, "created_at": "c"},
      "fields": {"domain": {"constant": "IT"}, "source_system": {"constant": "s"},
                 "type": {"join": ["a", {"column": "b", "default": "none"}], "separator": "+"},
                 "owner": {"first": ["o", "p"], "missing": "clear"}},
      "event": {"prefix": "p", "type": "t", "time": "at", "id": "i", "actor": {"id": "u", "system": ["Bot"]}},
      "status": {"column": "s", "initial": "escalated", "otherwise": "analyzing",
                 "rules": [{"prefix": ["Wait"], "set": "open"}, {"column": "end", "present": true, "atEnd": true, "set": "resolved"}]},
      "atEnd": ["end"], "sla": {"after": {"critical": "PT4H", "low": "P1DT2H3M4S"}}
    })json");
    VERIFY_OK(mapping);
    QCOMPARE(mapping->delimiter, ';');
    QCOMPARE(mapping->caseId.parts.size(), 4U);
    QCOMPARE(mapping->caseId.parts[3].text, QStringLiteral("{x}"));
    QVERIFY(mapping->fields[QStringLiteral("owner")].clearIfMissing);
    QCOMPARE(mapping->statusRules[1].column, QStringLiteral("end"));
    QCOMPARE(mapping->slaAfter[Severity::Low], std::chrono::seconds{93'784});
    QVERIFY(mapping->initialStatus == Status::Escalated);
  }
};

QTEST_GUILESS_MAIN(MappingTest)
#include "mapping_test.moc"
