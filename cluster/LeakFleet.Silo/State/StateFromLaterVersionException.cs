namespace LeakFleet.Silo.State;

/// <summary>A silo of a later version owns this state. An exception of the runtime, so that it reaches whoever asked as one that passes.</summary>
[GenerateSerializer, Alias("leakfleet.later-version")]
internal sealed class StateFromLaterVersionException : Orleans.Runtime.OrleansException
{
    public StateFromLaterVersionException(string message) : base(message)
    {
    }

    public StateFromLaterVersionException(string message, Exception inner) : base(message, inner)
    {
    }

    public StateFromLaterVersionException() : this("the state was written by a later version")
    {
    }
}
