// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safe_text.h"

namespace sentinai {

QString plainToolTip(const QString& text) {
  if (text.isEmpty()) {
    return {};
  }
  QString html = visibleText(text).toHtmlEscaped();
  html.replace(QLatin1Char('\n'), QStringLiteral("<br>"));
  return QStringLiteral("<qt>%1</qt>").arg(html);
}

QString plainLabel(const QString& text) {
  return visibleLine(text, 80).replace(QLatin1Char('&'), QStringLiteral("&&"));
}

} // namespace sentinai
