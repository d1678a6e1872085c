using System.Net;
using LeakFleet.Database;
using LeakFleet.Fleet;
using LeakFleet.Server;
using LeakFleet.Server.Rounds;
using LeakFleet.Silo.Grains;
using LeakFleet.Silo.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.Versions.Compatibility;
using Orleans.Versions.Selector;

namespace LeakFleet.Silo.Hosting;

/// <summary>A silo that serves everything the server serves.</summary>
internal static class SiloServer
{
    private const string Invariant = "Npgsql";

    public static WebApplication Build(SiloOptions options, Action<IServiceCollection>? more = null)
    {
        var faults = options.Validate();
        if (faults.Count > 0) throw new StartupException(string.Join("; ", faults));
        return LeakFleetServer.Build(options.Server, services =>
        {
            services.AddOrleans(silo =>
            {
                Cluster(silo, options);
                Configure(silo, options);
            });
            Rounds(services, options);
            more?.Invoke(services);
        }, runsRounds: false);
    }

    /// <summary>What a silo of ours needs beside its membership.</summary>
    public static void Configure(ISiloBuilder silo, SiloOptions options)
    {
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<DatabaseWatch>();
        services.AddSingleton<WriteGate>();
        AddHosted<SiloLoad>(services);
        AddHosted<IndexUpdates>(services);
        AddHosted<AckNotices>(services);
        AddHosted<AwaitedAcks>(services);
        services.AddSingleton<GrainLinks>();
        services.Replace(ServiceDescriptor.Singleton<IFleet, SiloFleet>());
        services.AddSerializer(serializer => serializer.AddJsonSerializer(FleetJson.Covers, FleetJson.Options));
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = options.CallTimeout);
        silo.Configure<GrainCollectionOptions>(collection =>
        {
            collection.CollectionQuantum = TimeSpan.FromMinutes(1);
            collection.CollectionAge = options.IdleTimeout;
            // A part of the index that left memory would be read again with the next question.
            collection.ClassSpecificCollectionAge[typeof(FleetIndexGrain).FullName!] = TimeSpan.FromDays(1);
        });
        // Once a silo of a newer version is there, grains begin on such silos only: what they write, an older one could not read.
        silo.Configure<GrainVersioningOptions>(versioning =>
            (versioning.DefaultCompatibilityStrategy, versioning.DefaultVersionSelectorStrategy) = (nameof(BackwardCompatible), nameof(LatestVersion)));
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            // A silo that answers nothing for three probes of five seconds is declared dead by two others: grains begin anew elsewhere after some 20 s.
            membership.ProbeTimeout = TimeSpan.FromSeconds(5);
            membership.NumMissedProbesLimit = 3;
            // A silo that starts waits for every other that it cannot reach, until that one is known to be gone: after all were killed, for three times this and the probes.
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
        });
        if (options.Database is { } database) Persist(silo, ConnectionText.Parse(database));
        else silo.AddMemoryGrainStorage(Storage.Name).UseInMemoryReminderService();
    }

    /// <summary>Alerts and reports: run by one silo, shown by all.</summary>
    private static void Rounds(IServiceCollection services, SiloOptions options)
    {
        services.Replace(ServiceDescriptor.Singleton<IRoundCommands, ClusterRounds>());
        services.AddHostedService<RoundsFollower>();
        if (options.Database is not { } database) return;
        services.AddSingleton(new DatabaseDocuments(new DocumentTable(database)));
        services.Replace(ServiceDescriptor.Singleton<IDocumentStore>(provider => provider.GetRequiredService<DatabaseDocuments>()));
    }

    private static void Cluster(ISiloBuilder silo, SiloOptions options)
    {
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.Cluster, SiloOptions.ServiceId));
        if (options.Database is not { } database)
        {
            silo.UseLocalhostClustering(options.SiloPort, options.GatewayPort, null, SiloOptions.ServiceId, options.Cluster);
            return;
        }

        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Invariant, ConnectionText.Parse(database)));
        silo.ConfigureEndpoints(options.Address, options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: false);
    }

    private static void Persist(ISiloBuilder silo, string database)
    {
        silo.AddAdoNetGrainStorage(Storage.Name, storage =>
        {
            (storage.Invariant, storage.ConnectionString) = (Invariant, database);
            storage.GrainStorageSerializer = new RawStateSerializer();
            storage.DeleteStateOnClear = true;
        });
        silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.ConnectionString) = (Invariant, database));
    }

    private static void AddHosted<T>(IServiceCollection services) where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
