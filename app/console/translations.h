// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QTranslator>

namespace sentinai {

/// The program's texts, and those of Qt's own dialogs, in the language of `locale`; English where there is no
/// catalogue of ours. In force while this lives; needs the application object.
class Translations {
public:
  explicit Translations(const QLocale& locale);

private:
  QTranslator m_program;
  QTranslator m_qt;
};

} // namespace sentinai
