// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/page_widget.h"

#include <QApplication>
#include <QFocusEvent>

namespace sentinai {

bool PageWidget::holdsFocus() const {
  const QWidget* const focus = QApplication::focusWidget();
  return focus != nullptr && (focus == this || isAncestorOf(focus));
}

void PageWidget::leadFocus(QWidget* first, bool hadFocus, bool anew) {
  const QWidget* const focus = QApplication::focusWidget();
  const bool lost = focus == this || !holdsFocus() || !focus->isVisible() || !focus->isEnabled();
  m_first = first;
  if (hadFocus && (anew || lost)) {
    (first ? first : this)->setFocus(Qt::OtherFocusReason);
  }
}

void PageWidget::focusInEvent(QFocusEvent* event) {
  // Not by a focus proxy: Tab would go from the page right to it, past whatever stands before it.
  QWidget::focusInEvent(event);
  if (m_first && m_first->isVisible()) {
    m_first->setFocus(event->reason());
  }
}

} // namespace sentinai
