// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/empty_window.h"

#include "tests/benchmarks/resident_memory.h"

#include <QApplication>
#include <QEvent>
#include <QMainWindow>
#include <QStandardItemModel>
#include <QTableView>
#include <cstdio>

namespace sentinai {

namespace {

constexpr int kRows = 50;
constexpr int kColumns = 12;
constexpr QSize kWindow{1440, 900};

class PaintOnce : public QObject {
public:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Paint) {
      // Queued: the paint event itself is yet to be handled.
      QMetaObject::invokeMethod(
          qApp,
          [] {
            std::printf("painted %lld\n", static_cast<long long>(residentKilobytes()));
            QApplication::exit(0);
          },
          Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
  }
};

} // namespace

int runEmptyWindow(QApplication&) {
  QStandardItemModel model(kRows, kColumns);
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      model.setData(model.index(row, column), QStringLiteral("%1, %2").arg(row).arg(column));
    }
  }
  QMainWindow window;
  auto* table = new QTableView;
  table->setModel(&model);
  window.setCentralWidget(table);
  PaintOnce watch;
  table->viewport()->installEventFilter(&watch);
  window.resize(kWindow);
  window.show();
  return QApplication::exec();
}

} // namespace sentinai
