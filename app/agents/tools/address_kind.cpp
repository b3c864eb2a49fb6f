// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/address_kind.h"

#include <array>

namespace sentinai {

namespace {

struct Network {
  const char* text;
  AddressKind kind;
};

// The first that holds an address decides.
constexpr std::array kNetworks4{
    Network{"100.100.100.200/32", AddressKind::Forbidden}, // Metadata of Alibaba Cloud.
    Network{"192.0.0.192/32", AddressKind::Forbidden},     // Metadata of Oracle Cloud.
    Network{"0.0.0.0/8", AddressKind::Forbidden},
    Network{"169.254.0.0/16", AddressKind::Forbidden}, // Link-local; most clouds' metadata.
    Network{"224.0.0.0/3", AddressKind::Forbidden},    // Multicast, reserved, broadcast.
    Network{"10.0.0.0/8", AddressKind::Private},
    Network{"100.64.0.0/10", AddressKind::Private},
    Network{"127.0.0.0/8", AddressKind::Private},
    Network{"172.16.0.0/12", AddressKind::Private},
    Network{"192.0.0.0/24", AddressKind::Private},
    Network{"192.168.0.0/16", AddressKind::Private},
    Network{"198.18.0.0/15", AddressKind::Private},
};
constexpr std::array kNetworks6{
    Network{"fd00:ec2::254/128", AddressKind::Forbidden}, // Metadata of Amazon's cloud.
    Network{"::/128", AddressKind::Forbidden},
    Network{"fe80::/10", AddressKind::Forbidden},
    Network{"ff00::/8", AddressKind::Forbidden},
    Network{"2001::/32", AddressKind::Forbidden}, // Teredo hides an IPv4 address.
    Network{"::1/128", AddressKind::Private},
    Network{"64:ff9b:1::/48", AddressKind::Private},
    Network{"100::/64", AddressKind::Private},
    Network{"fc00::/7", AddressKind::Private},
    Network{"fec0::/10", AddressKind::Private},
};

// Networks of IPv6 whose addresses carry one of IPv4, from that byte on.
struct Carrier {
  const char* text;
  int offset;
};
constexpr std::array kCarriers{Carrier{"::ffff:0:0/96", 12}, Carrier{"::ffff:0:0:0/96", 12}, Carrier{"::/96", 12},
                               Carrier{"64:ff9b::/96", 12}, Carrier{"2002::/16", 2}};

bool isWithin(const QHostAddress& address, const char* network) {
  const auto subnet = QHostAddress::parseSubnet(QString::fromLatin1(network));
  return address.protocol() == subnet.first.protocol() && address.isInSubnet(subnet);
}

template <std::size_t N>
AddressKind kindAmong(const std::array<Network, N>& networks, const QHostAddress& address) {
  for (const Network& network : networks) {
    if (isWithin(address, network.text)) {
      return network.kind;
    }
  }
  return AddressKind::Public;
}

} // namespace

AddressKind addressKind(const QHostAddress& address) {
  if (address.protocol() == QAbstractSocket::IPv4Protocol) {
    return kindAmong(kNetworks4, address);
  }
  if (address.protocol() != QAbstractSocket::IPv6Protocol) {
    return AddressKind::Forbidden;
  }
  const AddressKind own = kindAmong(kNetworks6, address);
  if (own != AddressKind::Public) {
    return own;
  }
  const Q_IPV6ADDR bytes = address.toIPv6Address();
  for (const Carrier& carrier : kCarriers) {
    if (isWithin(address, carrier.text)) {
      quint32 carried = 0;
      for (int i = 0; i < 4; ++i) {
        carried = carried << 8U | bytes[carrier.offset + i];
      }
      return kindAmong(kNetworks4, QHostAddress(carried));
    }
  }
  return AddressKind::Public;
}

} // namespace sentinai
