// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/address_kind.h"

#include <QTest>

using namespace sentinai;

class AddressKindTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void tells_data() {
    QTest::addColumn<QString>("address");
    QTest::addColumn<AddressKind>("kind");
    const auto rows = [](AddressKind kind, std::initializer_list<const char*> addresses) {
      for (const char* address : addresses) {
        QTest::newRow(address) << QString::fromLatin1(address) << kind;
      }
    };
    rows(AddressKind::Public,
         {"8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.167.1.1", "223.255.255.255",
          "11.0.0.1", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"});
    rows(AddressKind::Private, {"127.0.0.1",
                                "127.255.255.254",
                                "10.0.0.1",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.168.1.1",
                                "100.64.0.1",
                                "100.127.255.255",
                                "198.18.0.1",
                                "192.0.0.1",
                                "::1",
                                "fc00::1",
                                "fd12:3456::1",
                                "fec0::1",
                                "::ffff:127.0.0.1",
                                "::ffff:10.1.2.3",
                                "::ffff:0:192.168.0.1",
                                "::127.0.0.1",
                                "64:ff9b::7f00:1",
                                "64:ff9b:1::1",
                                "2002:7f00:1::1",
                                "2002:c0a8:101::1",
                                "100::1"});
    rows(AddressKind::Forbidden, {"0.0.0.0",
                                  "0.1.2.3",
                                  "169.254.169.254",
                                  "169.254.0.1",
                                  "100.100.100.200",
                                  "192.0.0.192",
                                  "224.0.0.1",
                                  "239.255.255.255",
                                  "240.0.0.1",
                                  "255.255.255.255",
                                  "::",
                                  "fe80::1",
                                  "febf::1",
                                  "ff02::1",
                                  "fd00:ec2::254",
                                  "::ffff:169.254.169.254",
                                  "::ffff:0.0.0.0",
                                  "64:ff9b::a9fe:a9fe",
                                  "2002:a9fe:a9fe::1",
                                  "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                                  "::ffff:100.100.100.200"});
  }

  void tells() {
    QFETCH(const QString, address);
    QFETCH(const AddressKind, kind);
    QVERIFY(!QHostAddress(address).isNull());
    QCOMPARE(addressKind(QHostAddress(address)), kind);
  }

  void nothingIsForbidden() { QCOMPARE(addressKind(QHostAddress()), AddressKind::Forbidden); }
};

QTEST_APPLESS_MAIN(AddressKindTest)
#include "address_kind_test.moc"
