// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/csv_reader.h"
#include "tests/exchange/log_samples.h"

#include <QBuffer>
#include <QTest>

using namespace sentinai;

namespace {
QStringList texts(const LogRow& row) {
  QStringList result;
  for (const LogValue& value : row.values) {
    result.append(value.text);
  }
  return result;
}
} // namespace

/// What CSV may look like, and what becomes of rows that are none.
class CsvReaderTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void readsRowsInOrder() {
    const ReadLog log = readCsv("id,state\n1,New\n2,Closed\n");
    QVERIFY(!log.error);
    QCOMPARE(log.columns, QStringList({QStringLiteral("id"), QStringLiteral("state")}));
    QCOMPARE(log.rows.size(), 2U);
    QCOMPARE(texts(log.rows[1]), QStringList({QStringLiteral("2"), QStringLiteral("Closed")}));
    QCOMPARE(log.rows[1].line, 3);
  }

  void readsAnyLineEndAndDelimiter_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("LF, no line end at the end") << QByteArray("a,b\n1,2");
    QTest::newRow("CRLF") << QByteArray("a,b\r\n1,2\r\n");
    QTest::newRow("CR") << QByteArray("a,b\r1,2\r");
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                   "a,b\n1,2\n");
    QTest::newRow("semicolon") << QByteArray("a;b\n1;2\n");
    QTest::newRow("tab") << QByteArray("a\tb\n1\t2\n");
    QTest::newRow("quoted header with other delimiters in it") << QByteArray("\"a\",\"b\"\n1,2\n");
    QTest::newRow("blank lines") << QByteArray("\n\na,b\n\r\n1,2\n\n");
  }
  void readsAnyLineEndAndDelimiter() {
    QFETCH(QByteArray, content);
    const ReadLog log = readCsv(content);
    QVERIFY(!log.error);
    QCOMPARE(log.rows.size(), 1U);
    QVERIFY(log.rejects.empty());
    QCOMPARE(log.value(0, QStringLiteral("a")), QStringLiteral("1"));
    QCOMPARE(log.value(0, QStringLiteral("b")), QStringLiteral("2"));
  }

  void delimiterInsideQuotesDoesNotCount() {
    QCOMPARE(CsvReader::detectDelimiter("\"a,b,c,d\";x;y\n1,1,1,1,1\n"), ';');
    QCOMPARE(readCsv("a;b,c\n1;2\n", ';').columns.size(), 2);
  }

  void quotedFieldsKeepDelimitersQuotesAndLineBreaks() {
    const ReadLog log = readCsv("id,text\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n2,\"\"\r\n3,x\r\n");
    QVERIFY(!log.error);
    QCOMPARE(log.rows.size(), 3U);
    QCOMPARE(log.value(0, QStringLiteral("text")), QStringLiteral("a, \"b\"\r\nc"));
    QCOMPARE(log.value(1, QStringLiteral("text")), QStringLiteral(""));
    // The line break inside the field counts: row 2 stands in line 4 of the file.
    QCOMPARE(log.rows[1].line, 4);
    QCOMPARE(log.rows[2].line, 5);
  }

  void badRowsAreRejectedByLineAndTheOthersRead_data() {
    QTest::addColumn<QByteArray>("bad");
    QTest::addColumn<QString>("reason");
    QTest::newRow("too few fields") << QByteArray("x") << QStringLiteral("The row has 1 fields; the header has 2.");
    QTest::newRow("too many fields") << QByteArray("x,y,z")
                                     << QStringLiteral("The row has 3 fields; the header has 2.");
    QTest::newRow("stray quote") << QByteArray("x\"y,z")
                                 << QStringLiteral(
                                        "There is a stray quote inside field 1, which does not begin with one.");
    QTest::newRow("text after quote") << QByteArray("x,\"y\"z")
                                      << QStringLiteral("There is text after the closing quote of field 2.");
    QTest::newRow("Latin-1") << QByteArray("x,caf\xe9") << QStringLiteral("The row is not valid UTF-8.");
    QTest::newRow("NUL") << QByteArray("x,y\0z", 5) << QStringLiteral("The row holds a NUL character.");
  }
  void badRowsAreRejectedByLineAndTheOthersRead() {
    QFETCH(QByteArray, bad);
    QFETCH(QString, reason);
    const ReadLog log = readCsv("a,b\n1,2\n" + bad + "\n3,4\n");
    QVERIFY(!log.error);
    QCOMPARE(log.rows.size(), 2U);
    QCOMPARE(log.rejects.size(), 1U);
    QCOMPARE(log.rejects[0].line, 3);
    QCOMPARE(log.rejects[0].reason, reason);
    QCOMPARE(log.rejects[0].row, QString::fromUtf8(bad));
    QCOMPARE(log.rows[1].line, 4);
  }

  void nulDeepInTheFileRejectsItsRow() {
    const QByteArray padding = QByteArray("1,2\n").repeated(20'000);
    const ReadLog log = readCsv("a,b\n" + padding + QByteArray("x,\0\n", 4) + "3,4\n");
    QVERIFY(!log.error);
    QCOMPARE(log.rows.size(), 20'001U);
    QCOMPARE(log.rejects.size(), 1U);
    QCOMPARE(log.rejects[0].line, 20'002);
    QCOMPARE(log.rejects[0].reason, QStringLiteral("The row holds a NUL character."));
  }

  void unusableFilesAreClearErrors_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("message");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("The file is empty.");
    QTest::newRow("blank") << QByteArray("\n \n") << QStringLiteral("Line 2");
    QTest::newRow("duplicate header") << QByteArray("a,b,a\n1,2,3\n") << QStringLiteral("names the column \"a\" twice");
    QTest::newRow("nameless column") << QByteArray("a,,c\n1,2,3\n")
                                     << QStringLiteral("column 2 of the header has no name");
    QTest::newRow("unterminated quote") << QByteArray("a,b\n1,\"2\n3,4\n")
                                        << QStringLiteral("The quote opened in the record at line 2 is never closed.");
    QTest::newRow("git-LFS pointer") << QByteArray(
                                            "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
                                     << QStringLiteral("git-LFS pointer");
    QTest::newRow("UTF-16") << QByteArray("\xff\xfe"
                                          "a\0,\0b\0",
                                          8)
                            << QStringLiteral("UTF-16");
    QTest::newRow("ZIP") << QByteArray("PK\x03\x04....") << QStringLiteral("ZIP archive");
    QTest::newRow("header not UTF-8") << QByteArray("caf\xe9,b\n1,2\n") << QStringLiteral("The header is not UTF-8.");
  }
  void unusableFilesAreClearErrors() {
    QFETCH(QByteArray, content);
    QFETCH(QString, message);
    const ReadLog log = readCsv(content);
    QVERIFY(log.error);
    QCOMPARE(log.error->kind, DbError::Kind::InvalidInput);
    QVERIFY2(log.error->message.contains(message), qPrintable(log.error->message));
  }

  void recordsThatCrossReadChunksAreWhole() {
    // Lengths that put quotes, CRs and delimiters at every place of a chunk's edge.
    QByteArray content("id,text\r\n");
    QStringList expected;
    for (int i = 0; i < 4000; ++i) {
      const QByteArray text = QByteArray("y\"\"\r\n,").repeated(i % 53);
      content += QByteArray::number(i) + ",\"" + text + "\"\r\n";
      expected.append(QString::fromUtf8(QByteArray(text).replace("\"\"", "\"")));
    }
    QVERIFY(content.size() > 512 * 1024);
    const ReadLog log = readCsv(content);
    QVERIFY(!log.error);
    QCOMPARE(log.rejects.size(), 0U);
    QCOMPARE(log.rows.size(), 4000U);
    qint64 line = 2;
    for (std::size_t i = 0; i < log.rows.size(); ++i) {
      QCOMPARE(log.value(i, QStringLiteral("text")), expected.at(static_cast<qsizetype>(i)));
      QCOMPARE(log.rows[i].line, line);
      line += 1 + static_cast<qint64>(i % 53);
    }
  }

  void endlessRecordIsRefusedBeforeItFillsTheMemory() {
    const ReadLog log = readCsv("a,b\n1,\"" + QByteArray(20 * 1024 * 1024, 'x'));
    QVERIFY(log.error);
    QVERIFY(log.error->message.contains(QStringLiteral("longer than 16 MiB")));
  }

  void onlyWantedColumnsAreFilled() {
    QByteArray content("a,b\n1,2\n");
    QBuffer buffer(&content);
    buffer.open(QIODevice::ReadOnly);
    const auto source = LogSource::open(buffer);
    QVERIFY(source.has_value());
    CsvReader reader(**source, '\0');
    QVERIFY(reader.open().has_value());
    reader.setWanted({QStringLiteral("b")});
    QVERIFY(reader.next().has_value());
    QCOMPARE(reader.row().values[0].type, LogValue::Type::Absent);
    QCOMPARE(reader.row().values[1].text, QStringLiteral("2"));
  }
};

QTEST_GUILESS_MAIN(CsvReaderTest)
#include "csv_reader_test.moc"
