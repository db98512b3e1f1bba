"""first tables"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

def upgrade() -> None:
    op.create_table('key_check',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_key_check_single')),
    sa.PrimaryKeyConstraint('id', name='pk_key_check')
    )
    op.create_table('persons',
    sa.Column('id', ID, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name='pk_persons'),
    sqlite_autoincrement=True
    )
    op.create_table('conversations',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('address', sa.String(length=255), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('last_seq', sa.Integer(), server_default='0', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name='fk_conversations_person_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_conversations'),
    sa.UniqueConstraint('channel', 'address', name='uq_conversations_channel_address'),
    sqlite_autoincrement=True
    )
    op.create_index('ix_conversations_person_id', 'conversations', ['person_id'])

    op.create_table('drafts',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name='fk_drafts_person_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_drafts'),
    sqlite_autoincrement=True
    )
    op.create_index('ix_drafts_person_id', 'drafts', ['person_id'])

    op.create_table('episodes',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name='fk_episodes_person_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_episodes'),
    sqlite_autoincrement=True
    )
    op.create_index('ix_episodes_person_id', 'episodes', ['person_id'])
    op.create_index('uq_episodes_open', 'episodes', ['person_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))

    op.create_table('heats',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('episode_id', ID, nullable=True),
    sa.Column('moment', sa.String(length=8), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('felt_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('value BETWEEN 0 AND 10', name=op.f('ck_heats_value')),
    sa.ForeignKeyConstraint(['episode_id'], ['episodes.id'], name='fk_heats_episode_id', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name='fk_heats_person_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_heats'),
    sqlite_autoincrement=True
    )
    op.create_index('ix_heats_episode_id', 'heats', ['episode_id'])
    op.create_index('ix_heats_person_id', 'heats', ['person_id'])

    op.create_table('outbox',
    sa.Column('id', ID, nullable=False),
    sa.Column('conversation_id', ID, nullable=False),
    sa.Column('channel', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('payload', sa.Text(), nullable=True),
    sa.Column('reply_key', sa.String(length=128), nullable=True),
    sa.Column('target_id', ID, nullable=True),
    sa.Column('prompt', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('discreet', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('protect', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('status', sa.String(length=8), nullable=False),
    sa.Column('reason', sa.String(length=128), nullable=True),
    sa.Column('remote_id', sa.String(length=255), nullable=True),
    sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease_owner', sa.String(length=128), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("status IN ('pending', 'sent', 'dropped', 'dead')", name=op.f('ck_outbox_status')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name='fk_outbox_conversation_id', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['target_id'], ['outbox.id'], name='fk_outbox_target_id', ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name='pk_outbox'),
    sa.UniqueConstraint('conversation_id', 'seq', name='uq_outbox_conversation_id_seq'),
    sqlite_autoincrement=True
    )
    op.create_index('ix_outbox_created_at', 'outbox', ['created_at'])
    op.create_index('ix_outbox_pending', 'outbox', ['channel', 'conversation_id', 'seq'], sqlite_where=sa.text("status = 'pending'"), postgresql_where=sa.text("status = 'pending'"))
    op.create_index('ix_outbox_target_id', 'outbox', ['target_id'])

    op.create_table('processed_updates',
    sa.Column('conversation_id', ID, autoincrement=False, nullable=False),
    sa.Column('update_id', sa.String(length=128), nullable=False),
    sa.Column('processed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name='fk_processed_updates_conversation_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('conversation_id', 'update_id', name='pk_processed_updates')
    )
    op.create_index('ix_processed_updates_processed_at', 'processed_updates', ['processed_at'])

    op.create_table('timers',
    sa.Column('id', ID, nullable=False),
    sa.Column('conversation_id', ID, nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lease_owner', sa.String(length=128), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name='fk_timers_conversation_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name='pk_timers'),
    sa.UniqueConstraint('conversation_id', 'key', name='uq_timers_conversation_id_key'),
    sqlite_autoincrement=True
    )
    op.create_index('ix_timers_due_at', 'timers', ['due_at'])

def downgrade() -> None:

    op.drop_table('timers')

    op.drop_table('processed_updates')

    op.drop_table('outbox')

    op.drop_table('heats')

    op.drop_table('episodes')

    op.drop_table('drafts')

    op.drop_table('conversations')
    op.drop_table('persons')
    op.drop_table('key_check')
