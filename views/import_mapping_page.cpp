// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/import_mapping_page.h"

#include "models/import_model.h"
#include "models/safe_text.h"
#include "models/text_table_model.h"
#include "views/text_table_view.h"
#include "views/theme.h"

#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

namespace sentinai {

namespace {

QWidget* titled(const QString& title, QTableView* table, const QString& objectName) {
  auto* box = new QWidget;
  auto* label = new QLabel(title, box);
  label->setBuddy(table);
  table->setObjectName(objectName);
  table->setAccessibleName(title);
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(QMargins());
  column->setSpacing(Theme::kSpaceXs);
  column->addWidget(label);
  column->addWidget(table, 1);
  return box;
}

} // namespace

ImportMappingPage::ImportMappingPage(ImportModel& model, const Theme& theme, QWidget* parent)
    : ImportPage(parent)
    , m_model(model)
    , m_theme(theme) {
  setObjectName(QStringLiteral("importMappingPage"));
  auto* label = new QLabel(tr("&Mapping"), this);
  m_mapping = new QComboBox(this);
  m_mapping->setObjectName(QStringLiteral("importMapping"));
  m_mapping->setAccessibleName(tr("Mapping"));
  label->setBuddy(m_mapping);
  m_own = new QPushButton(tr("&Own Mapping File …"), this);
  m_own->setObjectName(QStringLiteral("importOwnMapping"));
  m_own->setAutoDefault(false);
  auto* row = new QHBoxLayout;
  row->setSpacing(Theme::kSpaceS);
  row->addWidget(label);
  row->addWidget(m_mapping, 1);
  row->addWidget(m_own);

  m_description = new QLabel(this);
  m_problem = new QLabel(this);
  m_problem->setObjectName(QStringLiteral("importMappingProblem"));
  for (QLabel* text : {m_description, m_problem}) {
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
  }
  m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

  m_raw = new TextTableView(theme, *model.rawRows(), this);
  m_mapped = new TextTableView(theme, *model.mappedRows(), this);
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->setChildrenCollapsible(false);
  splitter->addWidget(titled(tr("First rows of the file"), m_raw, QStringLiteral("importRaw")));
  splitter->addWidget(titled(tr("What they become"), m_mapped, QStringLiteral("importMapped")));

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(QMargins());
  column->setSpacing(Theme::kSpaceS);
  column->addLayout(row);
  column->addWidget(m_description);
  column->addWidget(m_problem);
  column->addWidget(splitter, 1);

  connect(m_mapping, &QComboBox::currentIndexChanged, this,
          [this] { m_model.setMapping(m_mapping->currentData().toString()); });
  connect(m_own, &QPushButton::clicked, this, &ImportMappingPage::chooseOwn);
  connect(&model, &ImportModel::changed, this, &ImportMappingPage::showModel);
  connect(&theme, &Theme::changed, this, &ImportMappingPage::applyTheme);
  applyTheme();
  showModel();
}

bool ImportMappingPage::isComplete() const {
  return m_model.isMapped() && m_model.activity() == ImportModel::Activity::None;
}

QString ImportMappingPage::hint() const {
  switch (m_model.activity()) {
  case ImportModel::Activity::Previewing:
    return tr("Reading the first rows …");
  case ImportModel::Activity::Checking:
    return tr("The check is being stopped.");
  default:
    return tr("Choose a mapping that fits the file.");
  }
}

void ImportMappingPage::chooseOwn() {
  auto* dialog = new QFileDialog(this, tr("Choose a Mapping File"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  dialog->setNameFilters({tr("Mappings (*.json)"), tr("All files (*)")});
  connect(dialog, &QFileDialog::fileSelected, &m_model, &ImportModel::setMapping);
  dialog->open();
}

void ImportMappingPage::showModel() {
  const QSignalBlocker block(m_mapping);
  const QList<ImportModel::MappingChoice>& choices = m_model.mappings();
  if (m_mapping->count() != choices.size() + 1) {
    m_mapping->clear();
    m_mapping->addItem(tr("Choose a mapping"), QString());
    for (const ImportModel::MappingChoice& choice : choices) {
      m_mapping->addItem(visibleLine(choice.title), choice.id);
    }
  }
  m_mapping->setCurrentIndex(std::max(0, m_mapping->findData(m_model.mapping())));
  QString description;
  for (const ImportModel::MappingChoice& choice : choices) {
    if (choice.id == m_model.mapping()) {
      description = visibleText(choice.description);
    }
  }
  m_description->setText(description);
  m_description->setVisible(!description.isEmpty());
  const bool failed = !m_model.isMapped() && !m_model.mapping().isEmpty() && m_model.error();
  m_problem->setVisible(failed);
  m_problem->setText(failed ? visibleText(m_model.error()->message) : QString());
}

void ImportMappingPage::applyTheme() {
  QPalette muted = m_description->palette();
  muted.setColor(QPalette::WindowText, m_theme.colors().mutedText);
  m_description->setPalette(muted);
  QPalette bad = m_problem->palette();
  bad.setColor(QPalette::WindowText, m_theme.colors().bad);
  m_problem->setPalette(bad);
}

} // namespace sentinai
