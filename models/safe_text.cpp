// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safe_text.h"

namespace sentinai {

QString plainToolTip(const QString& text) {
  if (text.isEmpty()) {
    return {};
  }
  constexpr qsizetype longest = 2'000; // Fills a screen.
  QStringView shown(text);
  if (shown.size() > longest) {
    shown = shown.first(longest - (shown[longest - 1].isHighSurrogate() ? 1 : 0));
  }
  QString html = visibleText(shown).toHtmlEscaped();
  if (shown.size() < text.size()) {
    html += QStringLiteral(" …");
  }
  html.replace(QLatin1Char('\n'), QStringLiteral("<br>"));
  return QStringLiteral("<qt>%1</qt>").arg(html);
}

QString plainLabel(const QString& text) {
  return visibleLine(text, 80).replace(QLatin1Char('&'), QStringLiteral("&&"));
}

} // namespace sentinai
