using LeakFleet.Agent.Retention;
using LeakFleet.Agent.Retention.Evidence;
using LeakFleet.Agent.Retention.Search;

namespace LeakFleet.Agent.Tests.Retention;

/// <summary>A search for given objects, as the queries do it for those they choose.</summary>
internal sealed class AddressQuery(HeapSession session, RetentionOptions options)
{
    public IReadOnlyList<FoundPath> Run(IReadOnlyList<FoundObject> samples)
    {
        using var search = new HolderSearch(session, options);
        foreach (var type in TypeDirectory.Read(session).All) search.Loaders.Of(type.MethodTable);
        var (nodes, paths) = search.Run(samples);
        return [.. PathConfirmation.Of(session, search, paths, nodes).Confirmed.Select(confirmed => confirmed.Path)];
    }
}
