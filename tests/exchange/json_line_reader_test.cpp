// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/json_line_reader.h"

#include <QBuffer>
#include <QTest>

using namespace sentinai;
using namespace Qt::StringLiterals;

class JsonLineReaderTest : public QObject {
  Q_OBJECT

  static std::vector<JsonLine> linesOf(const QByteArray& content) {
    QBuffer buffer;
    buffer.setData(content);
    buffer.open(QIODevice::ReadOnly);
    JsonLineReader reader(buffer);
    std::vector<JsonLine> lines;
    while (std::optional<JsonLine> line = reader.next()) {
      lines.push_back(std::move(*line));
    }
    return lines;
  }

private Q_SLOTS:
  void readsObjects() {
    const auto lines = linesOf("\xef\xbb\xbf{\"a\": \"\xc3\xa9\"}\r\n\n  \n{\"a\": 2}");
    QCOMPARE(lines.size(), std::size_t{2});
    QCOMPARE(lines[0].line, 1);
    QCOMPARE(lines[0].object, (QJsonObject{{u"a"_s, u"é"_s}}));
    QCOMPARE(lines[0].problem, QString());
    QCOMPARE(lines[1].line, 4);
    QCOMPARE(lines[1].object, (QJsonObject{{u"a"_s, 2}}));
    QVERIFY(linesOf({}).empty());
  }

  void saysWhatIsNone() {
    const auto lines = linesOf("{\"a\": \"\xff\"}\n{\"a\"\n[1]\n{\"a\": 1} {\"a\": 2}\n{}\n");
    QCOMPARE(lines.size(), std::size_t{5});
    for (std::size_t i = 0; i < 4; ++i) {
      QVERIFY(!lines[i].problem.isEmpty());
      QVERIFY(!lines[i].text.isEmpty());
    }
    QCOMPARE(lines[1].text, u"{\"a\""_s);
    QCOMPARE(lines[4].problem, QString());
  }

  void goesOnBehindALineThatIsTooLong() {
    const QByteArray longest = "{\"a\": \"" + QByteArray(JsonLineReader::kLongestLine - 10, 'x') + "\"}\n";
    QCOMPARE(longest.size(), JsonLineReader::kLongestLine);
    const QByteArray tooLong = QByteArray(3 * JsonLineReader::kLongestLine + 5, 'x') + '\n';
    const auto lines = linesOf(longest + tooLong + "{\"a\": 3}\n" + tooLong.chopped(1));
    QCOMPARE(lines.size(), std::size_t{4});
    QCOMPARE(lines[0].problem, QString());
    QVERIFY(lines[1].problem.contains(u"bytes"_s));
    QVERIFY(lines[1].text.size() < 10'000);
    QCOMPARE(lines[2].line, 3);
    QCOMPARE(lines[2].object, (QJsonObject{{u"a"_s, 3}}));
    QVERIFY(!lines[3].problem.isEmpty());
  }
};

QTEST_GUILESS_MAIN(JsonLineReaderTest)
#include "json_line_reader_test.moc"
