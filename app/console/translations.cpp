// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>

namespace sentinai {

Translations::Translations(const QLocale& locale) {
  if (!m_program.load(locale, QStringLiteral("sentinai"), QStringLiteral("_"), QStringLiteral(":/i18n"))) {
    return;
  }
  QCoreApplication::installTranslator(&m_program);
  // Only together with ours: Qt's own dialogs in another language than the rest would be odd.
  if (m_qt.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
    QCoreApplication::installTranslator(&m_qt);
  }
}

} // namespace sentinai
