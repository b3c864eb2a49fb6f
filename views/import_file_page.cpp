// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/import_file_page.h"

#include "models/import_model.h"
#include "models/safe_text.h"
#include "views/drop_zone.h"
#include "views/theme.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QFocusEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace sentinai {

namespace {

constexpr int kIconSize = 32;

QString formatText(const LogInspection& facts) {
  const QString format = toText(facts.format).toUpper();
  return facts.isGzip ? ImportFilePage::tr("%1, gzip").arg(format) : format;
}

} // namespace

ImportFilePage::ImportFilePage(ImportModel& model, const Theme& theme, QWidget* parent)
    : ImportPage(parent)
    , m_model(model)
    , m_theme(theme) {
  setObjectName(QStringLiteral("importFilePage"));
  auto* zone = new DropZone(theme, this);
  zone->setObjectName(QStringLiteral("importDropZone"));
  m_icon = new QLabel(zone);
  m_invitation = new QLabel(tr("Drop a log here: CSV or XES, plain or gzip"), zone);
  m_choose = new QPushButton(tr("Choose &File …"), zone);
  m_choose->setObjectName(QStringLiteral("importChoose"));
  m_choose->setAutoDefault(false);
  auto* inside = new QVBoxLayout(zone);
  inside->setSpacing(Theme::kSpaceS);
  inside->addStretch();
  inside->addWidget(m_icon, 0, Qt::AlignHCenter);
  inside->addWidget(m_invitation, 0, Qt::AlignHCenter);
  inside->addWidget(m_choose, 0, Qt::AlignHCenter);
  inside->addStretch();

  auto* pathLabel = new QLabel(tr("&Path"), this);
  m_path = new QLineEdit(this);
  m_path->setObjectName(QStringLiteral("importPath"));
  m_path->setAccessibleName(tr("Path of the log"));
  m_path->setPlaceholderText(tr("or type its path and press Enter"));
  m_path->setClearButtonEnabled(true);
  pathLabel->setBuddy(m_path);
  auto* pathRow = new QHBoxLayout;
  pathRow->addWidget(pathLabel);
  pathRow->addWidget(m_path, 1);

  m_facts = new QLabel(this);
  m_facts->setObjectName(QStringLiteral("importFacts"));
  m_problem = new QLabel(this);
  m_problem->setObjectName(QStringLiteral("importFileProblem"));
  for (QLabel* label : {m_facts, m_problem}) {
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  }

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(QMargins());
  column->setSpacing(Theme::kSpaceM);
  column->addWidget(zone, 1);
  column->addLayout(pathRow);
  column->addWidget(m_facts);
  column->addWidget(m_problem);

  connect(zone, &DropZone::fileDropped, this, &ImportFilePage::take);
  connect(m_choose, &QPushButton::clicked, this, &ImportFilePage::choose);
  connect(m_path, &QLineEdit::returnPressed, this, [this] {
    // Enter on a file that was looked into goes on with it: the dialog's default button gets the key next.
    const QString path = m_path->text().trimmed();
    if (!m_model.file() || m_model.file()->path != path) {
      m_model.setFile(path);
    }
  });
  connect(&model, &ImportModel::changed, this, &ImportFilePage::showModel);
  connect(&theme, &Theme::changed, this, &ImportFilePage::applyTheme);
  applyTheme();
  showModel();
}

bool ImportFilePage::isComplete() const {
  return m_model.file().has_value() && m_model.activity() != ImportModel::Activity::Inspecting;
}

QString ImportFilePage::hint() const {
  return m_model.activity() == ImportModel::Activity::Inspecting ? tr("Looking into the file …")
                                                                 : tr("Choose a file first.");
}

void ImportFilePage::take(const QString& path) {
  m_path->setModified(false); // What was typed so far gives way.
  m_model.setFile(path);
}

void ImportFilePage::choose() {
  auto* dialog = new QFileDialog(this, tr("Choose a Log"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  dialog->setNameFilters({tr("Logs (*.csv *.xes *.csv.gz *.xes.gz *.gz *.txt)"), tr("All files (*)")});
  if (m_model.file()) {
    dialog->setDirectory(QFileInfo(m_model.file()->path).absolutePath());
  }
  connect(dialog, &QFileDialog::fileSelected, this, &ImportFilePage::take);
  dialog->open();
}

void ImportFilePage::focusInEvent(QFocusEvent* event) {
  ImportPage::focusInEvent(event);
  m_path->setFocus(event->reason()); // No proxy: Tab would pass by what stands before it.
}

void ImportFilePage::showModel() {
  const bool inspecting = m_model.activity() == ImportModel::Activity::Inspecting;
  m_facts->setVisible(m_model.file().has_value() || inspecting);
  if (inspecting) {
    m_facts->setText(tr("Looking into the file …"));
  } else if (m_model.file()) {
    const ImportModel::File& file = *m_model.file();
    m_facts->setText(tr("%1 · %2 · %3 · %4")
                         .arg(visibleLine(QFileInfo(file.path).fileName()), formatText(file.facts), file.facts.encoding,
                              QLocale().formattedDataSize(file.facts.size)));
    if (!m_path->hasFocus() || !m_path->isModified()) {
      m_path->setText(file.path);
    }
  }
  const bool failed = !m_model.file() && m_model.error();
  m_problem->setVisible(failed);
  m_problem->setText(failed ? visibleText(m_model.error()->message) : QString());
}

void ImportFilePage::applyTheme() {
  m_icon->setPixmap(m_theme.icon(QStringLiteral("import")).pixmap(kIconSize));
  QPalette palette = m_problem->palette();
  palette.setColor(QPalette::WindowText, m_theme.colors().bad);
  m_problem->setPalette(palette);
  m_facts->setFont(m_theme.font(FontRole::Strong));
}

} // namespace sentinai
