-- What the silos of a cluster know of each other, what reminds their grains, and what the grains remember.
--
-- Orleans sends no SQL of its own: its ADO.NET providers look every statement up in the table OrleansQuery, by a key, fill in its named
-- parameters, and read named columns of the answer. Those names are their contract; tables and statements are ours.

CREATE TABLE OrleansQuery (
    QueryKey  text PRIMARY KEY,
    QueryText text NOT NULL
);

-- Membership. The version of a cluster counts its changes: whoever changes anything must have seen the last one.

CREATE TABLE leakfleet_cluster (
    cluster text PRIMARY KEY,
    version integer NOT NULL DEFAULT 0,
    changed timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE leakfleet_silo (
    cluster    text NOT NULL,
    address    text NOT NULL,
    port       integer NOT NULL,
    generation integer NOT NULL,
    name       text NOT NULL,
    host       text NOT NULL,
    status     integer NOT NULL,
    proxy_port integer NOT NULL,
    suspected  text,
    started    timestamptz NOT NULL,
    alive      timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', '
    WITH made AS (INSERT INTO leakfleet_cluster (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT count(*) > 0 FROM made'),

('MembershipReadAllKey', '
    SELECT c.version AS "Version", s.address AS "Address", s.port AS "Port", s.generation AS "Generation", s.name AS "SiloName",
           s.host AS "HostName", s.status AS "Status", s.proxy_port AS "ProxyPort", s.suspected AS "SuspectTimes",
           s.started AS "StartTime", s.alive AS "IAmAliveTime"
    FROM leakfleet_cluster c LEFT JOIN leakfleet_silo s ON s.cluster = c.cluster
    WHERE c.cluster = @DeploymentId'),

('MembershipReadRowKey', '
    SELECT c.version AS "Version", s.address AS "Address", s.port AS "Port", s.generation AS "Generation", s.name AS "SiloName",
           s.host AS "HostName", s.status AS "Status", s.proxy_port AS "ProxyPort", s.suspected AS "SuspectTimes",
           s.started AS "StartTime", s.alive AS "IAmAliveTime"
    FROM leakfleet_cluster c
    LEFT JOIN leakfleet_silo s ON s.cluster = c.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
    WHERE c.cluster = @DeploymentId'),

-- The row of the cluster is taken first: two who try at once queue there, and the second finds the version gone.
('InsertMembershipKey', '
    WITH turn AS (
        UPDATE leakfleet_cluster SET version = version + 1, changed = now()
        WHERE cluster = @DeploymentId AND version = @Version AND NOT EXISTS (
            SELECT FROM leakfleet_silo WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING cluster),
    made AS (
        INSERT INTO leakfleet_silo (cluster, address, port, generation, name, host, status, proxy_port, started, alive)
        SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM turn
        RETURNING 1)
    SELECT count(*) > 0 FROM made'),

('UpdateMembershipKey', '
    WITH turn AS (
        UPDATE leakfleet_cluster SET version = version + 1, changed = now()
        WHERE cluster = @DeploymentId AND version = @Version
        RETURNING cluster),
    changed AS (
        UPDATE leakfleet_silo s SET status = @Status, suspected = CAST(@SuspectTimes AS text), alive = @IAmAliveTime
        FROM turn WHERE s.cluster = turn.cluster AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
        RETURNING 1)
    SELECT count(*) > 0 FROM changed'),

('UpdateIAmAlivetimeKey', '
    UPDATE leakfleet_silo SET alive = @IAmAliveTime
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation'),

('GatewaysQueryKey', '
    SELECT address AS "Address", proxy_port AS "ProxyPort", generation AS "Generation"
    FROM leakfleet_silo WHERE cluster = @DeploymentId AND status = @Status AND proxy_port > 0'),

-- 3 is a silo that works.
('CleanupDefunctSiloEntriesKey', '
    DELETE FROM leakfleet_silo WHERE cluster = @DeploymentId AND alive < @IAmAliveTime AND status <> 3'),

('DeleteMembershipTableEntriesKey', '
    WITH silos AS (DELETE FROM leakfleet_silo WHERE cluster = @DeploymentId)
    DELETE FROM leakfleet_cluster WHERE cluster = @DeploymentId');

-- Reminders. A silo owns a range of hashes on a ring: the second form of the range wraps around.

CREATE TABLE leakfleet_reminder (
    service text NOT NULL,
    grain   text NOT NULL,
    name    text NOT NULL,
    started timestamptz NOT NULL,
    period  bigint NOT NULL,
    hash    integer NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (service, grain, name)
);

CREATE INDEX leakfleet_reminder_hash ON leakfleet_reminder (service, hash);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('UpsertReminderRowKey', '
    INSERT INTO leakfleet_reminder AS r (service, grain, name, started, period, hash, version)
    VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    ON CONFLICT (service, grain, name) DO UPDATE
    SET started = excluded.started, period = excluded.period, hash = excluded.hash, version = r.version + 1
    RETURNING version AS "Version"'),

('ReadReminderRowKey', '
    SELECT grain AS "GrainId", name AS "ReminderName", started AS "StartTime", period AS "Period", version AS "Version"
    FROM leakfleet_reminder WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName'),

('ReadReminderRowsKey', '
    SELECT grain AS "GrainId", name AS "ReminderName", started AS "StartTime", period AS "Period", version AS "Version"
    FROM leakfleet_reminder WHERE service = @ServiceId AND grain = @GrainId'),

('ReadRangeRows1Key', '
    SELECT grain AS "GrainId", name AS "ReminderName", started AS "StartTime", period AS "Period", version AS "Version"
    FROM leakfleet_reminder WHERE service = @ServiceId AND hash > @BeginHash AND hash <= @EndHash'),

('ReadRangeRows2Key', '
    SELECT grain AS "GrainId", name AS "ReminderName", started AS "StartTime", period AS "Period", version AS "Version"
    FROM leakfleet_reminder WHERE service = @ServiceId AND (hash > @BeginHash OR hash <= @EndHash)'),

('DeleteReminderRowKey', '
    WITH gone AS (
        DELETE FROM leakfleet_reminder WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName AND version = @Version
        RETURNING 1)
    SELECT count(*) > 0 FROM gone'),

('DeleteReminderRowsKey', '
    DELETE FROM leakfleet_reminder WHERE service = @ServiceId');

-- State of grains. Written by one owner at a time: who writes names the version it knows, and one that is not the last changes nothing.
-- States are packed already, so that compressing them costs time and saves nothing; each is written anew every minute, so that dead rows are
-- cleared away early.

CREATE TABLE leakfleet_state (
    service text NOT NULL,
    type    text NOT NULL,
    key0    bigint NOT NULL,
    key1    bigint NOT NULL,
    key     text NOT NULL,
    version integer NOT NULL,
    written timestamptz NOT NULL DEFAULT now(),
    payload bytea,
    PRIMARY KEY (service, type, key, key0, key1)
) WITH (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);

ALTER TABLE leakfleet_state ALTER COLUMN payload SET STORAGE EXTERNAL;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', '
    SELECT payload AS "PayloadBinary", version AS "Version"
    FROM leakfleet_state
    WHERE service = @ServiceId AND type = @GrainTypeString AND key0 = @GrainIdN0 AND key1 = @GrainIdN1
      AND key = coalesce(CAST(@GrainIdExtensionString AS text), '''')'),

('WriteToStorageKey', '
    WITH changed AS (
        UPDATE leakfleet_state SET payload = @PayloadBinary, version = version + 1, written = now()
        WHERE service = @ServiceId AND type = @GrainTypeString AND key0 = @GrainIdN0 AND key1 = @GrainIdN1
          AND key = coalesce(CAST(@GrainIdExtensionString AS text), '''') AND version = CAST(@GrainStateVersion AS integer)
        RETURNING version),
    made AS (
        INSERT INTO leakfleet_state (service, type, key0, key1, key, version, payload)
        SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(CAST(@GrainIdExtensionString AS text), ''''), 1, @PayloadBinary
        WHERE CAST(@GrainStateVersion AS integer) IS NULL
        ON CONFLICT DO NOTHING
        RETURNING version)
    SELECT coalesce((SELECT version FROM changed), (SELECT version FROM made), CAST(@GrainStateVersion AS integer)) AS "NewGrainStateVersion"'),

('ClearStorageKey', '
    WITH changed AS (
        UPDATE leakfleet_state SET payload = NULL, version = version + 1, written = now()
        WHERE service = @ServiceId AND type = @GrainTypeString AND key0 = @GrainIdN0 AND key1 = @GrainIdN1
          AND key = coalesce(CAST(@GrainIdExtensionString AS text), '''') AND version = CAST(@GrainStateVersion AS integer)
        RETURNING version)
    SELECT coalesce((SELECT version FROM changed), CAST(@GrainStateVersion AS integer)) AS "NewGrainStateVersion"'),

('DeleteStorageKey', '
    WITH gone AS (
        DELETE FROM leakfleet_state
        WHERE service = @ServiceId AND type = @GrainTypeString AND key0 = @GrainIdN0 AND key1 = @GrainIdN1
          AND key = coalesce(CAST(@GrainIdExtensionString AS text), '''') AND version = CAST(@GrainStateVersion AS integer)
        RETURNING version + 1 AS version)
    SELECT coalesce((SELECT version FROM gone), CAST(@GrainStateVersion AS integer)) AS "NewGrainStateVersion"');
