create table person (
    id          uuid  primary key,
    user_name   text  not null unique,
    external_id text  not null unique,
    doc         jsonb not null
);
