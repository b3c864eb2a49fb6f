// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/private_arguments.h"

#include "repositories/database/database_url.h"
#include "repositories/database/secret_text.h"

#include <QRegularExpression>
#include <algorithm>
#include <cstring>

namespace sentinai {

namespace {

/// Where in an argument that may begin which tells a password: a URL, or the keyword. Anywhere, since mistyped and
/// misplaced ones are complained of in words. Negative: nowhere.
qsizetype privateFrom(const QString& argument) {
  static const QRegularExpression begin(
      QStringLiteral("postgres(?:ql)?[^:/\\s]*://|(?:[a-z][a-z0-9+.-]*:)?//?[^\\s/@:]*:[^\\s@]+@|password\\s*="),
      QRegularExpression::CaseInsensitiveOption);
  const QRegularExpressionMatch found = begin.match(argument);
  return found.hasMatch() ? found.capturedStart() : -1;
}

/// Whether a password follows as the next argument, as some programs take it.
bool announcesPassword(const QString& argument) {
  return argument.startsWith(QLatin1Char('-')) && argument.endsWith(QLatin1String("password"), Qt::CaseInsensitive);
}

/// What to show of it.
QString shownOf(const QString& text) {
  const Result<DatabaseUrl> url = DatabaseUrl::parse(text);
  const bool isUrl = url && url->engine() == DatabaseUrl::Engine::PostgreSql && text.contains(QLatin1String("://"));
  return isUrl ? url->displayText() : QStringLiteral("…");
}

} // namespace

PrivateArguments::PrivateArguments(int argc, char** argv) {
  m_texts.assign(argv, argv + argc);
  for (std::string& text : m_texts) {
    m_pointers.push_back(text.data());
  }
  m_pointers.push_back(nullptr);
  for (int i = 1; i < argc; ++i) {
    const QString whole = QString::fromStdString(m_texts[static_cast<std::size_t>(i)]);
    const QString before = QString::fromStdString(m_texts[static_cast<std::size_t>(i) - 1]);
    hidePassword(argv[i], whole, announcesPassword(before) ? 0 : privateFrom(whole));
  }
  // The longest first: one may begin with another.
  std::ranges::stable_sort(m_hidden, std::ranges::greater(), [](const auto& one) { return one.first.size(); });
}

void PrivateArguments::hidePassword(char* argument, const QString& whole, qsizetype from) {
  if (from < 0) {
    return;
  }
  const QString text = whole.sliced(from);
  const QString shown = shownOf(text);
  if (shown == text.trimmed()) {
    return;
  }
  m_hidden.emplace_back(text, shown);
  const QByteArray left = (whole.first(from) + shown).toLocal8Bit();
  const std::size_t size = std::strlen(argument);
  std::memset(argument, 0, size);
  std::memcpy(argument, left.constData(), std::min(size, static_cast<std::size_t>(left.size())));
}

QString PrivateArguments::withoutPasswords(QString message) const {
  for (const auto& [text, shown] : m_hidden) {
    message = withoutSecret(message, text, shown);
  }
  return message;
}

} // namespace sentinai
