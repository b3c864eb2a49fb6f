// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/drop_zone.h"

#include "views/theme.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

namespace sentinai {

namespace {

/// The path of the one local file that is dragged; empty if it is anything else.
QString draggedFile(const QMimeData* data) {
  const QList<QUrl> urls = data->urls();
  return urls.size() == 1 ? urls.front().toLocalFile() : QString();
}

} // namespace

DropZone::DropZone(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme) {
  setAcceptDrops(true);
  connect(&theme, &Theme::changed, this, [this] { update(); });
}

void DropZone::dragEnterEvent(QDragEnterEvent* event) {
  if (!draggedFile(event->mimeData()).isEmpty()) {
    event->acceptProposedAction();
    setHovered(true);
  }
}

void DropZone::dragLeaveEvent(QDragLeaveEvent*) {
  setHovered(false);
}

void DropZone::dropEvent(QDropEvent* event) {
  setHovered(false);
  const QString path = draggedFile(event->mimeData());
  if (!path.isEmpty()) {
    event->acceptProposedAction();
    Q_EMIT fileDropped(path);
  }
}

void DropZone::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const ThemeColors& colors = m_theme.colors();
  painter.setPen(QPen(m_hovered ? colors.accent : colors.border, m_hovered ? 2 : 1.5, Qt::DashLine));
  painter.setBrush(m_hovered ? colors.selection : colors.base);
  painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), Theme::kRadius, Theme::kRadius);
}

void DropZone::setHovered(bool on) {
  m_hovered = on;
  update();
}

} // namespace sentinai
