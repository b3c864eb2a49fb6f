// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/display_text.h"

#include "models/safe_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace sentinai {

namespace {

template <std::size_t N, typename E>
QString translated(const std::array<const char*, N>& texts, E value) {
  static_assert(N == EnumTexts<E>::texts.size());
  return QCoreApplication::translate("sentinai", texts[static_cast<std::size_t>(value)]);
}

} // namespace

QString displayText(Severity severity) {
  static constexpr std::array texts{QT_TRANSLATE_NOOP("sentinai", "Low"), QT_TRANSLATE_NOOP("sentinai", "Medium"),
                                    QT_TRANSLATE_NOOP("sentinai", "High"), QT_TRANSLATE_NOOP("sentinai", "Critical")};
  return translated(texts, severity);
}

QString displayText(Status status) {
  static constexpr std::array texts{QT_TRANSLATE_NOOP("sentinai", "Open"), QT_TRANSLATE_NOOP("sentinai", "Analyzing"),
                                    QT_TRANSLATE_NOOP("sentinai", "Resolved"),
                                    QT_TRANSLATE_NOOP("sentinai", "Escalated")};
  return translated(texts, status);
}

QString displayText(ActorType actorType) {
  static constexpr std::array texts{QT_TRANSLATE_NOOP("sentinai", "Agent"), QT_TRANSLATE_NOOP("sentinai", "User"),
                                    QT_TRANSLATE_NOOP("sentinai", "System")};
  return translated(texts, actorType);
}

QString displayText(Access access) {
  static constexpr std::array texts{
      QT_TRANSLATE_NOOP("sentinai", "Analyst"), QT_TRANSLATE_NOOP("sentinai", "Supervisor"),
      QT_TRANSLATE_NOOP("sentinai", "Administrator"), QT_TRANSLATE_NOOP("sentinai", "Agent")};
  return translated(texts, access);
}

QString displayText(TenantStatus status) {
  static constexpr std::array texts{QT_TRANSLATE_NOOP("sentinai", "Active"), QT_TRANSLATE_NOOP("sentinai", "Suspended"),
                                    QT_TRANSLATE_NOOP("sentinai", "Archived")};
  return translated(texts, status);
}

QString displayText(ExceptionField field) {
  static constexpr std::array texts{QT_TRANSLATE_NOOP("sentinai", "ID"),      QT_TRANSLATE_NOOP("sentinai", "Domain"),
                                    QT_TRANSLATE_NOOP("sentinai", "Type"),    QT_TRANSLATE_NOOP("sentinai", "Severity"),
                                    QT_TRANSLATE_NOOP("sentinai", "Status"),  QT_TRANSLATE_NOOP("sentinai", "Source"),
                                    QT_TRANSLATE_NOOP("sentinai", "Entity"),  QT_TRANSLATE_NOOP("sentinai", "Amount"),
                                    QT_TRANSLATE_NOOP("sentinai", "SLA"),     QT_TRANSLATE_NOOP("sentinai", "Owner"),
                                    QT_TRANSLATE_NOOP("sentinai", "Created"), QT_TRANSLATE_NOOP("sentinai", "Updated")};
  return translated(texts, field);
}

QString amountText(const Exception& exception) {
  if (!exception.amount) {
    return {};
  }
  // Grouped by hand: a double would round amounts of more than 15 digits.
  const QLocale locale;
  const QString& text = exception.amount->text();
  const bool negative = text.startsWith(QLatin1Char('-'));
  QString whole = text.section(QLatin1Char('.'), 0, 0).mid(negative ? 1 : 0);
  const QString fraction = text.section(QLatin1Char('.'), 1).leftJustified(2, QLatin1Char('0'));
  for (qsizetype i = whole.size() - 3; i > 0; i -= 3) {
    whole.insert(i, locale.groupSeparator());
  }
  QString result = QStringLiteral("%1%2%3").arg(whole, locale.decimalPoint(), fraction);
  if (negative) {
    result.prepend(locale.negativeSign());
  }
  return exception.currency ? QStringLiteral("%1 %2").arg(result, visibleLine(*exception.currency, 20)) : result;
}

} // namespace sentinai
