create table if not exists users (
    id       uuid        primary key,
    doc      jsonb       not null,
    created  timestamptz not null,
    modified timestamptz not null
);
create unique index if not exists users_user_name    on users (lower(doc ->> 'userName'));
create unique index if not exists users_external_id  on users ((doc ->> 'externalId'));
create        index if not exists users_display_name on users (lower(doc ->> 'displayName'));

create table if not exists groups (
    id       uuid        primary key,
    doc      jsonb       not null,
    created  timestamptz not null,
    modified timestamptz not null
);
create unique index if not exists groups_external_id  on groups ((doc ->> 'externalId'));
create        index if not exists groups_display_name on groups (lower(doc ->> 'displayName'));
