-- The roles of DrEvents at PostgreSQL, and its database; run again, it sets the password anew and changes nothing else.
-- Backend and people have roles of their own: what the backend's role sees of others holds its figures up.
\getenv backend_password BACKEND_PASSWORD

select 'create role drevents login' where not exists (select from pg_roles where rolname = 'drevents') \gexec
select 'create role drevents_people' where not exists (select from pg_roles where rolname = 'drevents_people') \gexec

alter role drevents password :'backend_password';

grant pg_read_all_data, pg_monitor to drevents_people;

-- Only a member of a role may give it a database. The master is one for that moment only.
select 'grant drevents to current_user' where not exists (select from pg_database where datname = 'drevents') \gexec
select 'create database drevents owner drevents' where not exists (select from pg_database where datname = 'drevents') \gexec
revoke drevents from current_user;
