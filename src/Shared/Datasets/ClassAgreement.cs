namespace Rrm.Datasets;

/// <summary>Whether label k means the same class to a network and to a data set.</summary>
public static class ClassAgreement
{
    /// <exception cref="RrmException">The numbers of classes differ, or the names say that labels mean other classes.</exception>
    public static void Require(IReadOnlyList<string> network, IReadOnlyList<string> dataset, string datasetName)
    {
        if (network.Count != dataset.Count)
        {
            var missing = network.Except(dataset).ToList();
            throw new RrmException(
                $"Data set {datasetName} has {dataset.Count} classes, the network {network.Count}"
                + $"{(missing.Count is > 0 and <= 20 ? $"; the data set lacks {string.Join(", ", missing)}" : "")}. Use a set with the classes that the network was trained for.");
        }
        // Names without anything in common are placeholders, as of weights that came from elsewhere.
        var differing = Enumerable.Range(0, network.Count).FirstOrDefault(label => network[label] != dataset[label], -1);
        if (differing >= 0 && network.Intersect(dataset).Any())
            throw new RrmException(
                $"Class {differing} is '{dataset[differing]}' in data set {datasetName} and '{network[differing]}' to the network. Use a set with the classes that the network was trained for, in their order.");
    }
}
