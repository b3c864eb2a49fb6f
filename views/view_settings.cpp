// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/view_settings.h"

#include <QCryptographicHash>

namespace sentinai {

ViewSettings::ViewSettings(const QString& scope)
    : m_scope(scope)
    , m_settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("sentinai"), QStringLiteral("console")) {}

QString ViewSettings::scopeOf(const QString& database, const QString& login, const QString& tenantId) {
  // A digest, since names may hold the slashes that separate groups.
  const QString name = QStringLiteral("%1\n%2\n%3").arg(database, login, tenantId);
  const QByteArray digest = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
  return QStringLiteral("view-%1").arg(QString::fromLatin1(digest));
}

QVariant ViewSettings::value(const QString& key, const QVariant& fallback) const {
  return m_settings.value(QStringLiteral("%1/%2").arg(m_scope, key), fallback);
}

void ViewSettings::setValue(const QString& key, const QVariant& value) {
  m_settings.setValue(QStringLiteral("%1/%2").arg(m_scope, key), value);
}

void ViewSettings::clear() {
  m_settings.remove(m_scope);
}

void ViewSettings::sync() {
  m_settings.sync();
}

} // namespace sentinai
