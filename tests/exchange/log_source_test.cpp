// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exchange/gzip_device.h"
#include "app/exchange/log_source.h"
#include "tests/exchange/log_samples.h"
#include "tests/support/check.h"

#include <QBuffer>
#include <QTemporaryDir>
#include <QTest>

using namespace sentinai;

/// Where logs come from: plain and compressed files, told apart by content.
class LogSourceTest : public QObject {
  Q_OBJECT

private:
  QTemporaryDir m_directory;

  QString written(const QString& name, const QByteArray& content) {
    QFile file(m_directory.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
      qFatal("cannot write a test file");
    }
    return file.fileName();
  }

private Q_SLOTS:
  void gzipIsToldByContentNotByName() {
    const QString path = written(QStringLiteral("log.txt"), gzipped("a,b\n1,2\n"));
    const auto source = LogSource::open(path);
    VERIFY_OK(source);
    QCOMPARE((*source)->device().readAll(), QByteArray("a,b\n1,2\n"));
    const auto plain = LogSource::open(written(QStringLiteral("plain.gz"), "a,b\n1,2\n"));
    VERIFY_OK(plain);
    QCOMPARE((*plain)->device().readAll(), QByteArray("a,b\n1,2\n"));
  }

  void gzipMembersAreJoined() {
    const QByteArray file = gzipped("a,b\n") + gzipped("1,2\n") + QByteArray(512, '\0');
    const auto source = LogSource::open(written(QStringLiteral("joined.gz"), file));
    VERIFY_OK(source);
    QCOMPARE((*source)->device().readAll(), QByteArray("a,b\n1,2\n"));
    QVERIFY((*source)->problem().isEmpty());
  }

  void canBeReadTwice() {
    const auto source = LogSource::open(written(QStringLiteral("twice.gz"), gzipped("a,b\n1,2\n")));
    VERIFY_OK(source);
    const QByteArray first = (*source)->device().readAll();
    VERIFY_OK((*source)->rewind());
    QCOMPARE((*source)->device().readAll(), first);
    QCOMPARE((*source)->bytesRead(), (*source)->bytesTotal());
  }

  void damagedGzipIsNoticed_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("word");
    QByteArray content;
    for (int i = 0; i < 50'000; ++i) {
      content += QByteArray::number(i * 7919) + ",x\n";
    }
    const QByteArray whole = gzipped("a,b\n" + content);
    QTest::newRow("cut in half") << whole.first(whole.size() / 2) << QStringLiteral("truncated");
    QTest::newRow("cut before its checksum") << whole.chopped(8) << QStringLiteral("truncated");
    QTest::newRow("cut in the header") << whole.first(5) << QStringLiteral("truncated");
    QByteArray wrongSum = whole;
    wrongSum[whole.size() - 6] = static_cast<char>(wrongSum[whole.size() - 6] ^ 0x55);
    QTest::newRow("wrong checksum") << wrongSum << QStringLiteral("corrupt");
    QByteArray wrongData = whole;
    wrongData.replace(whole.size() / 2, 64, QByteArray(64, '\xff'));
    QTest::newRow("wrong data") << wrongData << QStringLiteral("corrupt");
  }
  void damagedGzipIsNoticed() {
    QFETCH(QByteArray, file);
    QFETCH(QString, word);
    const ReadLog log = readCsv(file);
    QVERIFY(log.error);
    QCOMPARE(log.error->kind, DbError::Kind::InvalidInput);
    QVERIFY2(log.error->message.contains(word), qPrintable(log.error->message));
  }

  void formatIsToldByContent() {
    const auto csv = LogSource::open(written(QStringLiteral("a"), "a,b\n1,2\n"));
    const auto xes = LogSource::open(written(QStringLiteral("b"), "\xef\xbb\xbf <?xml version=\"1.0\"?><log/>"));
    VERIFY_OK(csv);
    VERIFY_OK(xes);
    QVERIFY((*csv)->format(LogFormat::Auto) == LogFormat::Csv);
    QVERIFY((*xes)->format(LogFormat::Auto) == LogFormat::Xes);
    VERIFY_ERROR((*csv)->format(LogFormat::Xes), InvalidInput);
    VERIFY_ERROR((*xes)->format(LogFormat::Csv), InvalidInput);
  }

  void whatHoldsNULIsNeitherCsvNorXes() {
    const auto binary = LogSource::open(written(QStringLiteral("c"), QByteArray("a,b\n1,\0002\n", 9)));
    VERIFY_OK(binary); // Lines of JSON may have such a one among them.
    const Result<LogFormat> format = (*binary)->format(LogFormat::Auto);
    VERIFY_ERROR(format, InvalidInput);
    QCOMPARE(format.error().message, QStringLiteral("This is a binary file, not CSV or XES."));
  }

  void missingFilesAndFoldersAreRefused() {
    VERIFY_ERROR(LogSource::open(m_directory.filePath(QStringLiteral("none"))), NotFound);
    VERIFY_ERROR(LogSource::open(m_directory.path()), InvalidInput);
    VERIFY_ERROR(LogSource::open(written(QStringLiteral("empty"), {})), InvalidInput);
  }
};

QTEST_GUILESS_MAIN(LogSourceTest)
#include "log_source_test.moc"
