// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/event_payload_view.h"

#include "models/event_json.h"
#include "models/event_summary.h"
#include "models/safe_text.h"
#include "views/elided_label.h"
#include "views/theme.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QDataStream>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedLayout>
#include <QTextDocument>
#include <QTreeView>

namespace sentinai {

EventPayloadView::EventPayloadView(const TimeFormat& timeFormat, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_timeFormat(timeFormat)
    , m_theme(theme)
    , m_title(new ElidedLabel(this))
    , m_pages(new QButtonGroup(this))
    , m_copy(new QPushButton(tr("Copy event"), this))
    , m_tree(new QTreeView(this))
    , m_json(new QPlainTextEdit(this))
    , m_stack(new QStackedLayout) {
  setObjectName(QStringLiteral("payloadView"));
  m_title->setObjectName(QStringLiteral("payloadTitle"));
  m_tree->setObjectName(QStringLiteral("payloadTree"));
  m_tree->setAccessibleName(tr("Payload of the event"));
  m_tree->setModel(&m_model);
  m_tree->setUniformRowHeights(true);
  m_tree->setAlternatingRowColors(true);
  m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_tree->setFrameShape(QFrame::NoFrame);
  m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
  m_tree->installEventFilter(this);
  connect(m_tree, &QTreeView::customContextMenuRequested, this, &EventPayloadView::openTreeMenu);
  m_json->setObjectName(QStringLiteral("payloadJson"));
  m_json->setAccessibleName(tr("Payload of the event as JSON"));
  m_json->setReadOnly(true);
  m_json->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  m_json->setTabChangesFocus(true);
  m_json->setFrameShape(QFrame::NoFrame);
  m_json->document()->setDocumentMargin(Theme::kSpaceM);
  m_stack->addWidget(m_tree);
  m_stack->addWidget(m_json);

  const auto addPage = [this](int page, const QString& text, const QString& objectName, const QString& toolTip) {
    auto* const button = new QPushButton(text, this);
    button->setObjectName(objectName);
    button->setCheckable(true);
    button->setToolTip(toolTip);
    m_pages->addButton(button, page);
    return button;
  };
  QPushButton* const tree =
      addPage(Tree, tr("Tree"), QStringLiteral("showTree"), tr("Show the payload as a tree, member by member"));
  QPushButton* const json =
      addPage(Json, tr("JSON"), QStringLiteral("showJson"), tr("Show the payload as the database holds it, laid out"));
  m_pages->setExclusive(true);
  tree->setChecked(true);
  // Toggled rather than clicked: a screen reader's "toggle" is no click.
  connect(m_pages, &QButtonGroup::idToggled, this, [this](int page, bool checked) {
    if (checked) {
      showPage(page);
    }
  });
  m_copy->setObjectName(QStringLiteral("copyEvent"));
  m_copy->setToolTip(tr("Copy the whole event as JSON (Ctrl+Shift+J)"));
  connect(m_copy, &QPushButton::clicked, this, [this] {
    copyEvent();
    Q_EMIT copied(tr("Event copied as JSON"));
  });

  auto* const top = new QHBoxLayout;
  top->setContentsMargins(Theme::kSpaceM, Theme::kSpaceS, Theme::kSpaceM, 0);
  top->setSpacing(Theme::kSpaceS);
  top->addWidget(m_title, 1);
  auto* const toggles = new QHBoxLayout;
  toggles->setSpacing(0);
  toggles->addWidget(tree);
  toggles->addWidget(json);
  top->addLayout(toggles);
  top->addWidget(m_copy);
  auto* const column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(Theme::kSpaceS);
  column->addLayout(top);
  column->addLayout(m_stack, 1);
  resetLayout();
  restyle();
  connect(&m_theme, &Theme::changed, this, &EventPayloadView::restyle);
  connect(&m_timeFormat, &TimeFormat::changed, this, [this] { setEvent(m_event); });
  setEvent(std::nullopt);
}

void EventPayloadView::resetLayout() {
  const int character = fontMetrics().averageCharWidth();
  m_tree->header()->resizeSection(PayloadTreeModel::Name, character * 30);
  m_tree->header()->setStretchLastSection(false);
  m_tree->header()->setSectionResizeMode(PayloadTreeModel::Value, QHeaderView::Stretch);
  m_tree->header()->resizeSection(PayloadTreeModel::Type, character * 15);
}

void EventPayloadView::setEvent(const std::optional<ExceptionEvent>& event) {
  const bool same = event && m_event && event->eventId == m_event->eventId && event->payload == m_event->payload;
  m_event = event;
  m_copy->setEnabled(event.has_value());
  if (!event) {
    m_title->setText(tr("No event selected"));
    m_model.clear();
    m_json->clear();
    m_jsonStale = false;
    return;
  }
  m_title->setText(tr("Event %1 · %2 · %3 · %4")
                       .arg(QString::number(event->seq), visibleLine(event->eventType),
                            EventSummary::actorText(event->actor), m_timeFormat.absoluteText(event->createdAt)));
  if (same) {
    return;
  }
  const std::optional<QJsonObject> payload = event->readPayload();
  m_model.setValue(payload ? QJsonValue(*payload) : QJsonValue(QString::fromUtf8(event->payload)));
  // One level below the top says most; deeper ones open on demand.
  for (int row = 0; row < std::min(m_model.rowCount(), 30); ++row) {
    m_tree->expand(m_model.index(row, 0));
  }
  m_jsonStale = true;
  fillJson();
}

void EventPayloadView::fillJson() {
  if (!m_jsonStale || m_stack->currentIndex() != Json) {
    return;
  }
  m_jsonStale = false;
  const IndentedJson json = indentedJson(m_event->payload, kMaxShown);
  const QString text = visibleText(json.text);
  const qsizetype left = json.left + std::max<qsizetype>(text.size() - kMaxShown, 0);
  m_json->setPlainText(
      left == 0
          ? text
          : tr("%1\n… %2 more characters; “Copy event” gives all.").arg(text.left(kMaxShown), QString::number(left)));
}

void EventPayloadView::showPage(int page) {
  m_stack->setCurrentIndex(page);
  m_pages->button(page)->setChecked(true);
  restyle();
  fillJson();
}

void EventPayloadView::copyEvent() const {
  if (m_event) {
    QGuiApplication::clipboard()->setText(eventAsJson(*m_event));
  }
}

void EventPayloadView::copyFromTree(int role, const QString& what) {
  if (const QModelIndex current = m_tree->currentIndex(); current.isValid()) {
    QGuiApplication::clipboard()->setText(current.data(role).toString());
    Q_EMIT copied(what);
  }
}

void EventPayloadView::openTreeMenu(const QPoint& position) {
  const QModelIndex index = m_tree->indexAt(position);
  if (!index.isValid()) {
    return;
  }
  m_tree->setCurrentIndex(index);
  auto* const menu = new QMenu(m_tree);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addAction(tr("&Copy value"), this, [this] { copyFromTree(PayloadTreeModel::FullText, tr("Value copied")); });
  menu->addAction(tr("Copy &path"), this, [this] { copyFromTree(PayloadTreeModel::Path, tr("Path copied")); });
  menu->popup(m_tree->viewport()->mapToGlobal(position));
}

bool EventPayloadView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_tree && event->type() == QEvent::KeyPress &&
      static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
    copyFromTree(PayloadTreeModel::FullText, tr("Value copied"));
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

QByteArray EventPayloadView::saveState() const {
  QByteArray state;
  QDataStream stream(&state, QIODevice::WriteOnly);
  stream << m_stack->currentIndex() << m_tree->header()->saveState();
  return state;
}

bool EventPayloadView::restoreState(const QByteArray& state) {
  QDataStream stream(state);
  int page = Tree;
  QByteArray header;
  stream >> page >> header;
  if (stream.status() != QDataStream::Ok || (page != Tree && page != Json)) {
    return false;
  }
  showPage(page);
  return m_tree->header()->restoreState(header);
}

void EventPayloadView::restyle() {
  m_json->setFont(m_theme.font(FontRole::Mono));
  m_title->setFont(m_theme.font(FontRole::Strong));
  // A pressed button hardly differs from the other in the dark; its text does.
  for (QAbstractButton* const button : m_pages->buttons()) {
    QPalette palette;
    palette.setColor(QPalette::ButtonText, button->isChecked() ? m_theme.colors().accent : m_theme.colors().mutedText);
    button->setPalette(palette);
    button->setFont(m_theme.font(button->isChecked() ? FontRole::Strong : FontRole::Body));
  }
  QPalette palette = m_tree->palette();
  palette.setColor(QPalette::Highlight, m_theme.colors().selection);
  palette.setColor(QPalette::HighlightedText, m_theme.colors().text);
  m_tree->setPalette(palette);
}

} // namespace sentinai
