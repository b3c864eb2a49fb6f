// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>

namespace sentinai {

/// Who is behind an address. An IPv6 address that carries an IPv4 address (mapped, compatible, 6to4, NAT64) is of that
/// one's kind.
enum class AddressKind : quint8 {
  Public,
  Private,  ///< Loopback, private and unique local networks, carriers' shared addresses: if a tool allows them.
  Forbidden ///< Link-local, multicast, unspecified, clouds' metadata services: no tool may.
};

[[nodiscard]] AddressKind addressKind(const QHostAddress& address);

} // namespace sentinai
