// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/agents/tools/email_tool.h"

#include "app/agents/tools/tool_schemas.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace sentinai {

namespace {

tl::unexpected<DbError> refused(const QString& message) {
  return failure(DbError::Kind::InvalidInput, message);
}

bool isAddress(const QString& text) {
  static const QRegularExpression address(
      QStringLiteral(R"(\A[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\z)"));
  return address.match(text).hasMatch();
}

/// Letters, digits, dots and hyphens, or an IPv6 address: nothing that has a meaning within a URL.
bool isHost(const QString& text) {
  static const QRegularExpression host(
      QStringLiteral(R"(\A([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\z)"));
  return host.match(text).hasMatch();
}

/// No text of a secret may get into a mail: it is read by people and kept by servers.
Result<ToolTemplate> readable(const QString& text) {
  Result<ToolTemplate> parsed = ToolTemplate::parse(text);
  if (parsed && !parsed->secretNames().isEmpty()) {
    return refused(QStringLiteral("A mail does not hold secrets."));
  }
  return parsed;
}

Result<std::vector<ToolTemplate>> readableList(const QJsonArray& texts) {
  std::vector<ToolTemplate> list;
  for (const QJsonValue& text : texts) {
    Result<ToolTemplate> parsed = readable(text.toString());
    if (!parsed) {
      return failure(parsed.error());
    }
    list.push_back(std::move(*parsed));
  }
  return list;
}

Result<QStringList> addresses(const std::vector<ToolTemplate>& templates, const ToolData& data) {
  QStringList list;
  for (const ToolTemplate& one : templates) {
    const Result<QString> text = one.text(data);
    if (!text) {
      return failure(text.error());
    }
    if (!isAddress(*text)) {
      return refused(QStringLiteral("A recipient is no e-mail address such as ann@example.org; nothing was sent."));
    }
    list << *text;
  }
  return list;
}

MailSecurity securityOf(const QString& text) {
  return text == QLatin1String("none")       ? MailSecurity::None
         : text == QLatin1String("starttls") ? MailSecurity::StartTls
                                             : MailSecurity::Tls;
}

int standardPort(MailSecurity security) {
  constexpr int tls = 465;
  constexpr int submission = 587;
  constexpr int smtp = 25;
  return security == MailSecurity::Tls ? tls : security == MailSecurity::StartTls ? submission : smtp;
}

} // namespace

Result<EmailTool> EmailTool::fromDefinition(const ToolDefinition& definition) {
  const QJsonObject& config = definition.config;
  if (const Result<Done> checked = checkEmailToolSchema(config); !checked) {
    return failure(checked.error());
  }
  EmailTool tool;
  const QJsonObject server = config.value(QLatin1String("server")).toObject();
  MailRequest& fixed = tool.m_fixed;
  fixed.host = server.value(QLatin1String("host")).toString();
  fixed.security = securityOf(server.value(QLatin1String("security")).toString());
  fixed.port = server.value(QLatin1String("port")).toInt(standardPort(fixed.security));
  fixed.user = server.value(QLatin1String("user")).toString();
  fixed.from = config.value(QLatin1String("from")).toString();
  if (!isHost(fixed.host)) {
    return refused(QStringLiteral("\"server\" needs a \"host\" that is a name or an address."));
  }
  if (!isAddress(fixed.from)) {
    return refused(QStringLiteral("\"from\" must be an e-mail address such as desk@example.org."));
  }
  if (fixed.user.isEmpty() == server.contains(QLatin1String("password"))) {
    return refused(QStringLiteral("\"user\" and \"password\" of the server go together."));
  }
  if (!fixed.user.isEmpty()) {
    Result<ToolTemplate> password = ToolTemplate::parse(server.value(QLatin1String("password")).toString());
    if (!password || !password->isSecretOnly()) {
      return refused(
          QStringLiteral("\"password\" must be a reference, {{secret:NAME}}: what stands here, everybody can "
                         "read."));
    }
    tool.m_password = std::move(*password);
  }

  Result<std::vector<ToolTemplate>> to = readableList(config.value(QLatin1String("to")).toArray());
  Result<std::vector<ToolTemplate>> cc = readableList(config.value(QLatin1String("cc")).toArray());
  Result<ToolTemplate> subject = readable(config.value(QLatin1String("subject")).toString());
  Result<ToolTemplate> text = readable(config.value(QLatin1String("text")).toString());
  for (const DbError* error : {to ? nullptr : &to.error(), cc ? nullptr : &cc.error(),
                               subject ? nullptr : &subject.error(), text ? nullptr : &text.error()}) {
    if (error) {
      return failure(*error);
    }
  }
  tool.m_to = std::move(*to);
  tool.m_cc = std::move(*cc);
  tool.m_subject = std::move(*subject);
  tool.m_text = std::move(*text);
  tool.m_retry = RetryPolicy::fromConfig(config);
  tool.m_allowsPrivateAddresses = config.value(QLatin1String("allow_private_addresses")).toBool();
  return tool;
}

QStringList EmailTool::secretNames() const {
  return m_password ? m_password->secretNames() : QStringList();
}

Result<MailRequest> EmailTool::request(const ToolData& data) const {
  MailRequest request = m_fixed;
  const Result<QString> password = m_password ? m_password->text(data) : Result<QString>(QString());
  const Result<QStringList> to = addresses(m_to, data);
  const Result<QStringList> cc = addresses(m_cc, data);
  const Result<QString> subject = m_subject.text(data);
  const Result<QString> text = m_text.text(data);
  for (const DbError* error :
       {password ? nullptr : &password.error(), to ? nullptr : &to.error(), cc ? nullptr : &cc.error(),
        subject ? nullptr : &subject.error(), text ? nullptr : &text.error()}) {
    if (error) {
      return failure(*error);
    }
  }
  if (std::any_of(subject->begin(), subject->end(), [](QChar c) { return c.category() == QChar::Other_Control; })) {
    return refused(QStringLiteral("The subject would have line breaks or other control characters; nothing was sent."));
  }
  request.password = *password;
  request.to = *to;
  request.cc = *cc;
  request.subject = *subject;
  request.text = *text;
  return request;
}

} // namespace sentinai
