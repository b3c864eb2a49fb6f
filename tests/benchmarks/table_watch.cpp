// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/benchmarks/table_watch.h"

#include "models/exception_table_model.h"

#include <QEvent>
#include <QEventLoop>
#include <QTimer>

namespace sentinai {

TableWatch::TableWatch(LongTableView& table)
    : m_table(table) {
  table.viewport()->installEventFilter(this);
}

bool TableWatch::waitUntilShown(std::chrono::milliseconds longest) {
  QEventLoop loop;
  bool inTime = false;
  const auto connection = connect(this, &TableWatch::shown, &loop, [&] {
    // It may have been painted just before what is waited for was asked.
    if (isLoaded()) {
      inTime = true;
      loop.quit();
    }
  });
  QTimer::singleShot(longest, &loop, &QEventLoop::quit);
  loop.exec();
  disconnect(connection);
  return inTime;
}

bool TableWatch::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Paint && isLoaded()) {
    // Queued: the paint event itself is yet to be handled.
    QMetaObject::invokeMethod(this, &TableWatch::shown, Qt::QueuedConnection);
  }
  return QObject::eventFilter(watched, event);
}

bool TableWatch::isLoaded() const {
  const QAbstractItemModel* model = m_table.model();
  const int first = m_table.rowAt(0);
  const int bottom = m_table.rowAt(m_table.viewport()->height() - 1);
  const int last = bottom < 0 ? model->rowCount() - 1 : bottom;
  for (int row = first; row <= last; ++row) {
    if (!model->index(row, 0).data(ExceptionTableModel::SeverityRole).isValid()) {
      return false;
    }
  }
  return first >= 0;
}

void runEventsFor(std::chrono::milliseconds span) {
  QEventLoop loop;
  QTimer::singleShot(span, Qt::PreciseTimer, &loop, &QEventLoop::quit);
  loop.exec();
}

} // namespace sentinai
