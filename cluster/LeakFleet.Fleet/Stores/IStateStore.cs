namespace LeakFleet.Fleet;

/// <summary>Where entities outlive the process: files, or nowhere at all. Called by one thread at a time.</summary>
public interface IStateStore : IDisposable
{
    /// <summary>Whether what was written survives the process. Without it nothing is worth writing, and messages are acked when taken in.</summary>
    bool IsDurable { get; }

    /// <summary>Hands over every stored state. One that is refused, or that is damaged, is moved aside and never stops a start.</summary>
    /// <param name="take">Answers whether it could use the state.</param>
    void Load(Func<EntityState, bool> take);

    /// <summary>Writes all states; when it returns, each of them but the faulty ones survives a crash. A faulty one keeps its older state.</summary>
    IReadOnlyList<StateFault> Write(IReadOnlyList<EntityState> states);

    /// <summary>Forgets a state; one that cannot be deleted is loaded again at the next start and expires there.</summary>
    void Delete(string key);
}
