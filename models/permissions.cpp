// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/permissions.h"

#include "models/display_text.h"
#include "models/safe_text.h"

namespace sentinai {

Permissions::Permissions(MemberRepository& members, QObject* parent)
    : QObject(parent)
    , m_members(members) {}

void Permissions::refresh() {
  const CancelToken token = m_request.restart();
  QCoro::connect(m_members.privileges(token), this, [this, token](Result<std::vector<Privilege>> privileges) {
    if (!token.isCancelled()) {
      receive(std::move(privileges));
    }
  });
}

void Permissions::receive(Result<std::vector<Privilege>> privileges) {
  if (privileges) {
    m_privileges = std::move(*privileges);
    m_stranger.clear();
  } else if (privileges.error().kind == DbError::Kind::PermissionDenied) {
    m_stranger = visibleLine(privileges.error().message);
  } else {
    return;
  }
  Q_EMIT changed();
}

void Permissions::setAccess(const std::optional<Access>& access) {
  if (access != m_access) {
    m_access = access;
    Q_EMIT changed();
  }
}

EditRefusals Permissions::edit() const {
  return {refusal(QLatin1String("change")), refusal(QLatin1String("assign")), refusal(QLatin1String("comment"))};
}

QString Permissions::importing() const {
  // A log is written as events of foreign types, of many exceptions at once, most of them new.
  for (const QLatin1String action : {QLatin1String("import"), QLatin1String("bulk_change"), QLatin1String("create")}) {
    if (const QString reason = refusal(action); !reason.isEmpty()) {
      return reason;
    }
  }
  return {};
}

QString Permissions::refusal(QLatin1String action) const {
  if (!m_stranger.isEmpty()) {
    return m_stranger;
  }
  if (!m_privileges) {
    return tr("What you may do here is still being asked.");
  }
  const auto found = std::find_if(m_privileges->begin(), m_privileges->end(),
                                  [action](const Privilege& each) { return each.action == action; });
  if (found == m_privileges->end() || found->allowed) {
    return {};
  }
  if (!m_access || std::find(found->grantedTo.begin(), found->grantedTo.end(), *m_access) != found->grantedTo.end()) {
    return visibleLine(found->reason); // In the database's words: no member any more, a tenant that takes no changes.
  }
  QString wanted;
  for (const Access access : found->grantedTo) {
    wanted = wanted.isEmpty() ? displayText(access) : tr("%1 or %2").arg(wanted, displayText(access));
  }
  return tr("This needs the access %1 to this tenant; yours is %2.").arg(wanted, displayText(*m_access));
}

} // namespace sentinai
