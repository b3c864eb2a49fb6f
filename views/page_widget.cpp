// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/page_widget.h"

#include <QApplication>

namespace sentinai {

bool PageWidget::holdsFocus() const {
  const QWidget* const focus = QApplication::focusWidget();
  return focus != nullptr && (focus == this || isAncestorOf(focus));
}

void PageWidget::leadFocus(QWidget* first, bool hadFocus, bool anew) {
  const QWidget* const focus = QApplication::focusWidget();
  const bool lost = focus == this || !holdsFocus() || !focus->isVisible() || !focus->isEnabled();
  setFocusProxy(first);
  if (hadFocus && (anew || lost)) {
    setFocus(Qt::OtherFocusReason);
  }
}

} // namespace sentinai
