// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/record_json.h"
#include "repositories/database/event_hash.h"
#include "repositories/database/event_validator.h"
#include "repositories/open_database.h"
#include "repositories/records/event_types.h"
#include "tests/support/await.h"
#include "tests/support/check.h"
#include "tests/support/sample_exceptions.h"
#include "tests/support/test_database.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>

using namespace sentinai;
using namespace Qt::StringLiterals;

/// docs/events.md is true: its types, its examples, its envelope and its program.
class EventsDocumentTest : public QObject {
  Q_OBJECT

  QString m_text;

  struct Example {
    QString heading;
    QString language;
    QString code;
  };

  /// Every fenced block with the heading it stands under.
  [[nodiscard]] std::vector<Example> examples() const {
    static const QRegularExpression heading(u"^#{2,3} ([^\\n]+)$"_s, QRegularExpression::MultilineOption);
    static const QRegularExpression block(u"^```(\\w+)\\n(.*?)^```$"_s,
                                          QRegularExpression::MultilineOption |
                                              QRegularExpression::DotMatchesEverythingOption);
    std::vector<Example> found;
    auto blocks = block.globalMatch(m_text);
    while (blocks.hasNext()) {
      const QRegularExpressionMatch match = blocks.next();
      Example example{{}, match.captured(1), match.captured(2)};
      auto headings = heading.globalMatch(m_text.first(match.capturedStart()));
      while (headings.hasNext()) {
        example.heading = headings.next().captured(1);
      }
      found.push_back(example);
    }
    return found;
  }

  [[nodiscard]] Example example(const QString& heading, const QString& language) const {
    for (const Example& one : examples()) {
      if (one.heading == heading && one.language == language) {
        return one;
      }
    }
    return {};
  }

private Q_SLOTS:
  void initTestCase() {
    QFile file(QStringLiteral(SENTINAI_SOURCE_DIR "/docs/events.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_text = QString::fromUtf8(file.readAll());
  }

  void listsExactlyTheStandardTypes() {
    QStringList documented;
    static const QRegularExpression heading(u"^### (\\w+)$"_s, QRegularExpression::MultilineOption);
    auto headings = heading.globalMatch(m_text);
    while (headings.hasNext()) {
      documented << headings.next().captured(1);
    }
    QStringList standard;
    for (const char* type : event_types::kStandard) {
      standard << QString::fromLatin1(type);
    }
    QCOMPARE(documented, standard);
  }

  void everyExampleIsValid() {
    for (const char* type : event_types::kStandard) {
      const Example one = example(QString::fromLatin1(type), u"json"_s);
      QJsonParseError error;
      NewExceptionEvent event = sampleComment(u"EX-1"_s, {}, sampleInstant());
      event.eventType = QString::fromLatin1(type);
      event.payload = QJsonDocument::fromJson(one.code.toUtf8(), &error).object();
      QVERIFY2(error.error == QJsonParseError::NoError, type);
      const Result<Done> checked = validateEvent(event);
      QVERIFY2(checked.has_value(), qPrintable(QString::fromLatin1(type) + u": "_s + errorText(checked)));
    }
  }

  void everySchemaIsDocumented() {
    const QDir folder(QStringLiteral(SENTINAI_SOURCE_DIR "/resources/schemas/events"));
    QStringList schemas = folder.entryList({u"*.json"_s});
    schemas.replaceInStrings(u".json"_s, QString());
    QCOMPARE(schemas.size(), static_cast<qsizetype>(event_types::kStandard.size()));
    for (const QString& schema : schemas) {
      QVERIFY2(m_text.contains(u"### "_s + schema + u'\n'), qPrintable(schema));
      // The schema says of itself what it is of.
      QFile file(folder.filePath(schema + u".json"_s));
      QVERIFY(file.open(QIODevice::ReadOnly));
      QCOMPARE(QJsonDocument::fromJson(file.readAll()).object().value(u"title"_s).toString(), schema);
    }
  }

  void envelopeIsWhatIsPrinted() {
    ExceptionEvent event;
    event.eventId = QUuid(u"018e07d2-5c00-7000-8000-0123456789ab"_s);
    event.exceptionId = u"EX-2024-0001"_s;
    event.tenantId = u"bank"_s;
    event.seq = 2;
    event.eventType = u"CommentAdded"_s;
    event.actor = sampleUser();
    event.payload = R"({"text":"Called them, nobody there."})";
    event.createdAt = *parseIsoText(u"2024-03-04T08:00:00Z");
    event.recordedAt = *parseIsoText(u"2024-03-04T08:00:01.250Z");
    const QJsonObject shown = QJsonDocument::fromJson(example(u"Outside"_s, u"json"_s).code.toUtf8()).object();
    event.prevHash = QByteArray::fromHex(shown.value(u"prevhash"_s).toString().toLatin1());
    event.hash = eventHash(event);
    QCOMPARE(shown, toCloudEvent(event));
  }

  void programVerifiesAChain() {
    TestDatabase file(DatabaseUrl::Engine::Sqlite);
    file.addTenant(u"bank"_s);
    const std::unique_ptr<Database> database = openDatabase(file.ownerUrl(), {});
    const std::unique_ptr<Session> session = database->openSession(u"bank"_s);
    std::vector<NewExceptionEvent> batch{sampleCreation(sampleException(u"EX-Zürich"_s))};
    for (int i = 0; i < 5; ++i) {
      batch.push_back(sampleComment(u"EX-Zürich"_s, u"Nr. %1 für später"_s.arg(i), sampleInstant()));
    }
    batch.back().actor.id.reset();
    VERIFY_OK(await(session->events().appendBatch(batch, {})));

    const auto run = [&] {
      QProcess python;
      python.start(u"python3"_s, {u"-c"_s, example(u"The hash chain"_s, u"python"_s).code, file.ownerUrl().sqlitePath(),
                                  u"bank"_s, u"EX-Zürich"_s});
      python.waitForFinished();
      return QString::fromUtf8(python.readAllStandardOutput() + python.readAllStandardError()).trimmed();
    };
    QCOMPARE(run(), u"intact"_s);
    file.executeBehindTheBack(u"UPDATE exception_event SET actor_id = 'mallory' WHERE seq = 4"_s);
    QCOMPARE(run(), u"broken at event 4"_s);
  }
};

QTEST_GUILESS_MAIN(EventsDocumentTest)
#include "events_document_test.moc"
